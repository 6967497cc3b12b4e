-- Grain: one row of audit.catalogue
-- Re-run: after ops/catalogue/delete.sql, in the same transaction
insert into ops.catalogue
select
    fresh.song_id,
    fresh.file_uri,
    fresh.artist_id,
    fresh.artist_latitude,
    fresh.artist_location,
    fresh.artist_longitude,
    fresh.artist_name,
    fresh.duration,
    fresh.num_songs,
    fresh.title,
    fresh.year,
    fresh.artist_key,
    fresh.title_key,
    fresh.is_current
from audit.catalogue as fresh
