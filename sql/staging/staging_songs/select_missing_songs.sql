-- Grain: one row when the batch's song files hold bytes but gave no song at all
with files as (
    select
        count(*) as file_count,
        sum(files.size_bytes) as total_bytes
    from staging.batch_files as files
    where
        files.kind = 'songs'
        and files.purpose <> 'remove'
)

select
    files.file_count,
    files.total_bytes,
    files.file_count as unexpected_count
from files
where
    files.total_bytes > 1000 -- less can be blank lines
    and not exists (select 1 from staging.staging_songs)
