-- Grain: one event of a unit that the batch takes out, or whose key is decided again
-- Re-run: inside the transaction that publishes
delete from ops.repeated_events
where
    file_uri in (select replaced.unit from audit.replaced_units as replaced)
    or event_id in (select contested.event_id from audit.contested_events as contested)
