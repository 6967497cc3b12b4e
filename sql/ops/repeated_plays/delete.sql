-- Grain: one play of a unit that the batch takes out, or whose key is decided again
-- Re-run: inside the transaction that publishes
delete from ops.repeated_plays
where
    file_uri in (select replaced.unit from audit.replaced_units as replaced)
    or songplay_id in (select contested.songplay_id from audit.contested_plays as contested)
