-- Reads: staging.batch_files
-- Grain: one line of a file that is left out of the batch
-- Re-run: safe, inside the transaction that settles the batch
delete from staging.staging_songs
where file_uri not in (
    select files.uri
    from staging.batch_files as files
    where
        files.kind = 'songs'
        and files.uri is not null
)
