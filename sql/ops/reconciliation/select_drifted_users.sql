-- Writes: nothing
-- Reads: ops.user_days, star.users
-- Grain: one user that star.users does not hold once, with the newest of the user's days
-- Re-run: safe
-- Params: none
with ranked as (
    select
        days.user_id,
        days.level,
        days.ts,
        row_number() over (
            partition by days.user_id
            order by days.ts desc, days.item_in_session desc, days.session_id desc
        ) as place
    from ops.user_days as days
),

versions as (
    select
        ranked.user_id,
        ranked.level,
        ranked.ts as last_event_at,
        1 as day_count,
        0 as star_count
    from ranked
    where ranked.place = 1
    union all
    select
        users.user_id,
        users.level,
        users.last_event_at,
        0 as day_count,
        1 as star_count
    from star.users as users
),

counted as (
    select
        versions.user_id,
        sum(versions.day_count) as day_count,
        sum(versions.star_count) as star_count
    from versions
    group by versions.user_id, versions.level, versions.last_event_at
)

select
    counted.user_id,
    max(counted.day_count) as day_count,
    max(counted.star_count) as star_count
from counted
where counted.day_count <> 1 or counted.star_count <> 1
group by counted.user_id
order by counted.user_id
