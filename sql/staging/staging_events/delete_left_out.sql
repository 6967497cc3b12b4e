-- Reads: staging.batch_files
-- Grain: one line of a file that is left out of the batch
-- Re-run: safe, inside the transaction that settles the batch
delete from staging.staging_events
where file_uri not in (
    select files.unit
    from staging.batch_files as files
    where
        files.kind = 'events'
        and files.unit is not null
)
