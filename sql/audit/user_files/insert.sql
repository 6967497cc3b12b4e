-- Grain: one user and load unit of the batch: the newest event by (ts, item_in_session)
-- Re-run: delete audit.user_files first, in the same transaction
insert into audit.user_files
with ranked as (
    select
        trim(events.user_id) as user_id,
        events.file_uri,
        events.ts,
        events.item_in_session,
        events.session_id,
        events.first_name,
        events.last_name,
        events.gender,
        events.level,
        row_number() over (
            partition by trim(events.user_id), events.file_uri
            order by
                events.ts desc,
                events.item_in_session desc,
                events.session_id desc,
                events.level desc,
                events.last_name,
                events.first_name,
                events.gender
        ) as row_rank
    from staging.staging_events as events
    where trim(events.user_id) <> ''
)

select
    ranked.user_id,
    ranked.file_uri,
    ranked.ts,
    ranked.item_in_session,
    ranked.session_id,
    coalesce(first_names.repaired, ranked.first_name) as first_name,
    coalesce(last_names.repaired, ranked.last_name) as last_name,
    ranked.gender,
    ranked.level
from ranked
left join staging.repaired_texts as first_names
    on ranked.first_name = first_names.broken
left join staging.repaired_texts as last_names
    on ranked.last_name = last_names.broken
where ranked.row_rank = 1
