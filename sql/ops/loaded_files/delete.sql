-- Grain: one file that the batch loads again or takes away
-- Re-run: inside the transaction that publishes
delete from ops.loaded_files
where uri in (select files.uri from staging.batch_files as files)
