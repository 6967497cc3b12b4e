-- Writes: nothing
-- Reads: staging.batch_files, staging.staging_events
-- Grain: one UTC day of which the batch has files with bytes and staging no event
-- Re-run: safe
-- Params: none
with files as (
    select
        files.day,
        count(*) as file_count
    from staging.batch_files as files
    where
        files.kind = 'events'
        and files.purpose = 'load'
        and files.size_bytes > 0
    group by files.day
),

events as (
    select trunc(events.ts) as day
    from staging.staging_events as events
    group by trunc(events.ts)
)

select
    files.day,
    files.file_count,
    count(*) over () as unexpected_count
from files
left join events
    on files.day = events.day
where
    events.day is null
    and exists (select 1 from staging.staging_events) -- none at all is another check's
order by files.day
limit 5
