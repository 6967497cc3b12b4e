-- Grain: one row of audit.songs
-- Re-run: after star/songs/delete.sql, in the same transaction
insert into star.songs
select
    fresh.song_id,
    fresh.title,
    fresh.artist_id,
    fresh.year,
    fresh.duration
from audit.songs as fresh
