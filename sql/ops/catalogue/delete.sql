-- Grain: one song object that the batch replaces or takes away
-- Re-run: inside the transaction that publishes
delete from ops.catalogue
where
    file_uri in (select files.uri from staging.batch_files as files)
    or song_id in (select fresh.song_id from audit.catalogue as fresh)
