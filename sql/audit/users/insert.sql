-- Grain: one user that the batch touches: the newest event of the user's files
-- Re-run: delete audit.users first, in the same transaction
insert into audit.users
with user_files as (
    select
        known.user_id,
        known.file_uri,
        known.ts,
        known.item_in_session,
        known.session_id,
        known.first_name,
        known.last_name,
        known.gender,
        known.level
    from ops.user_files as known
    inner join audit.touched_users as touched
        on known.user_id = touched.user_id
    left join audit.replaced_units as replaced
        on known.file_uri = replaced.unit
    where replaced.unit is null
    union all
    select
        fresh.user_id,
        fresh.file_uri,
        fresh.ts,
        fresh.item_in_session,
        fresh.session_id,
        fresh.first_name,
        fresh.last_name,
        fresh.gender,
        fresh.level
    from audit.user_files as fresh
),

ranked as (
    select
        user_files.user_id,
        user_files.ts,
        user_files.first_name,
        user_files.last_name,
        user_files.gender,
        user_files.level,
        row_number() over (
            partition by user_files.user_id
            order by
                user_files.ts desc,
                user_files.item_in_session desc,
                user_files.session_id desc,
                user_files.level desc,
                user_files.last_name,
                user_files.first_name,
                user_files.gender
        ) as row_rank
    from user_files
)

select
    ranked.user_id,
    ranked.first_name,
    ranked.last_name,
    ranked.gender,
    ranked.level,
    ranked.ts as last_event_at
from ranked
where ranked.row_rank = 1
