-- Writes: audit.user_days
-- Reads: staging.staging_events, staging.repaired_texts, staging.batch_days, ops.user_days
-- Grain: one user and UTC day that the batch touches: the newest event by (ts, item_in_session)
-- Re-run: delete audit.user_days first, in the same transaction
-- Params: none
insert into audit.user_days
with candidates as (
    select
        trim(events.user_id) as user_id,
        trunc(events.ts) as day,
        events.ts,
        events.item_in_session,
        events.session_id,
        events.first_name,
        events.last_name,
        events.gender,
        events.level
    from staging.staging_events as events
    where trim(events.user_id) <> ''
    union all
    select
        known.user_id,
        known.day,
        known.ts,
        known.item_in_session,
        known.session_id,
        known.first_name,
        known.last_name,
        known.gender,
        known.level
    from ops.user_days as known
    inner join staging.batch_days as days
        on known.day = days.day
        and not days.is_whole
),

ranked as (
    select
        candidates.user_id,
        candidates.day,
        candidates.ts,
        candidates.item_in_session,
        candidates.session_id,
        candidates.first_name,
        candidates.last_name,
        candidates.gender,
        candidates.level,
        row_number() over (
            partition by candidates.user_id, candidates.day
            order by
                candidates.ts desc,
                candidates.item_in_session desc,
                candidates.session_id desc,
                candidates.level desc,
                candidates.last_name,
                candidates.first_name,
                candidates.gender
        ) as place
    from candidates
)

select
    ranked.user_id,
    ranked.day,
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
where ranked.place = 1
