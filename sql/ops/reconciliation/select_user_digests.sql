-- Writes: nothing
-- Reads: ops.user_days, star.users
-- Grain: one UTC day of the window that has users; digest_sum, whatever their order, tells their newest events
-- Re-run: safe
-- Params: first_day, last_day
with user_days as (
    select
        day,
        user_id,
        ts,
        md5(
            user_id
            || '|' || cast(datediff(ms, cast('1970-01-01' as timestamp), ts) as varchar)
            || '|' || cast(item_in_session as varchar)
            || '|' || cast(session_id as varchar)
            || '|' || coalesce(first_name, '')
            || '|' || coalesce(last_name, '')
            || '|' || coalesce(gender, '')
            || '|' || coalesce(level, '')
        ) as digest
    from ops.user_days
    where day between cast(:first_day as date) and cast(:last_day as date)
)

-- 15 of the 32 digits: a number of 60 bits, which BIGINT holds
select
    user_days.day,
    count(*) as row_count,
    sum(strtol(left(user_days.digest, 15), 16)) as digest_sum
from user_days
inner join star.users as users
    on user_days.user_id = users.user_id
    and user_days.ts <= users.last_event_at
group by user_days.day
order by user_days.day
