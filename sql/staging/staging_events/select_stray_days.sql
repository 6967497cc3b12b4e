-- Writes: nothing
-- Reads: staging.batch_files, staging.staging_events
-- Grain: one UTC day of events that no file of the batch has in its name
-- Re-run: safe
-- Params: none
with events as (
    select
        trunc(events.ts) as day,
        count(*) as event_count
    from staging.staging_events as events
    where events.ts is not null
    group by trunc(events.ts)
),

files as (
    select files.day
    from staging.batch_files as files
    where
        files.kind = 'events'
        and not files.is_removed
    group by files.day
)

select
    events.day,
    events.event_count,
    sum(events.event_count) over () as unexpected_count
from events
left join files
    on events.day = files.day
where files.day is null
order by events.day
limit 5
