-- Grain: one user of a load unit that the batch takes out, or of an unknown file whose event the batch has
-- Re-run: inside the transaction that publishes
delete from ops.user_files
where
    file_uri in (select replaced.unit from audit.replaced_units as replaced)
    or (
        file_uri = 'unknown'
        and session_id * 1000000 + item_in_session in (
            select events.session_id * 1000000 + events.item_in_session
            from staging.staging_events as events
        )
    )
