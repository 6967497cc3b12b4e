-- Writes: star.songplays
-- Reads: audit.songplays
-- Grain: one play that the batch publishes again
-- Re-run: safe, inside the transaction that publishes
-- Params: none
delete from star.songplays
where songplay_id in (select fresh.songplay_id from audit.songplays as fresh)
