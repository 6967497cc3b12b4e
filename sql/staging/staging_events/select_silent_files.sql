-- Writes: nothing
-- Reads: staging.batch_files, staging.staging_events
-- Grain: one load unit whose files hold bytes and that gave no event
-- Re-run: safe
-- Params: none
with files as (
    select
        files.unit,
        sum(files.size_bytes) as size_bytes
    from staging.batch_files as files
    where
        files.kind = 'events'
        and files.purpose = 'load'
    group by files.unit
),

events as (
    select events.file_uri
    from staging.staging_events as events
    group by events.file_uri
)

select
    files.unit,
    files.size_bytes,
    count(*) over () as unexpected_count
from files
left join events
    on files.unit = events.file_uri
where
    files.size_bytes > 0
    and events.file_uri is null
    and exists (select 1 from staging.staging_events) -- none at all is another check's
order by files.unit
limit 5
