-- Grain: one file that the batch loads or takes out
-- Re-run: inside the transaction that publishes
delete from ops.quarantined_files
where uri in (select files.uri from staging.batch_files as files)
