-- Writes: audit.users
-- Reads: ops.user_days, audit.user_days, audit.touched_users, staging.batch_days
-- Grain: one user that the batch touches: the newest of the user's days
-- Re-run: delete audit.users first, in the same transaction
-- Params: none
insert into audit.users
with user_days as (
    select
        known.user_id,
        known.ts,
        known.item_in_session,
        known.session_id,
        known.first_name,
        known.last_name,
        known.gender,
        known.level
    from ops.user_days as known
    inner join audit.touched_users as touched
        on known.user_id = touched.user_id
    left join staging.batch_days as days
        on known.day = days.day
    where days.day is null
    union all
    select
        fresh.user_id,
        fresh.ts,
        fresh.item_in_session,
        fresh.session_id,
        fresh.first_name,
        fresh.last_name,
        fresh.gender,
        fresh.level
    from audit.user_days as fresh
),

ranked as (
    select
        user_days.user_id,
        user_days.ts,
        user_days.first_name,
        user_days.last_name,
        user_days.gender,
        user_days.level,
        row_number() over (
            partition by user_days.user_id
            order by user_days.ts desc, user_days.item_in_session desc, user_days.session_id desc
        ) as place
    from user_days
)

select
    ranked.user_id,
    ranked.first_name,
    ranked.last_name,
    ranked.gender,
    ranked.level,
    ranked.ts as last_event_at
from ranked
where ranked.place = 1
