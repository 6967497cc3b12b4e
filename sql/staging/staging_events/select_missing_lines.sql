-- Grain: one row when the batch's event files hold bytes but gave no line at all
with files as (
    select
        count(*) as file_count,
        sum(files.size_bytes) as total_bytes
    from staging.batch_files as files
    where
        files.kind = 'events'
        and files.purpose = 'load'
)

select
    files.file_count,
    files.total_bytes,
    files.file_count as unexpected_count
from files
where
    files.total_bytes > 1000 -- less can be blank lines
    and not exists (select 1 from staging.staging_events)
