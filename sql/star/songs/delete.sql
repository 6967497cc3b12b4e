-- Grain: one row that the batch replaces or takes away
-- Re-run: inside the transaction that publishes
delete from star.songs
where song_id in (
    select touched.song_id from audit.touched_songs as touched
    union
    select fresh.song_id from audit.songs as fresh
)
