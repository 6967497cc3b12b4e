-- Grain: one file that a batch leaves out, as an earlier batch left it out with other content
-- Re-run: inside the transaction that publishes
delete from ops.quarantined_files
where
    batch_id <> :batch_id
    and uri in (
        select files.uri
        from ops.quarantined_files as files
        where files.batch_id = :batch_id
    )
