-- Grain: one staged row of a file that is left out of the batch
-- Re-run: inside the transaction that settles the batch
delete from :relation
where file_uri not in (
    select coalesce(files.unit, files.uri) as unit
    from staging.batch_files as files
    where files.kind = :kind
)
