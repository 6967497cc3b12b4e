-- Grain: one row that the batch replaces or takes away
-- Re-run: inside the transaction that publishes
delete from star.artists
where artist_id in (select touched.artist_id from audit.touched_artists as touched)
