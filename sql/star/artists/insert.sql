-- Grain: one row of audit.artists
-- Re-run: after star/artists/delete.sql, in the same transaction
insert into star.artists
select
    fresh.artist_id,
    fresh.name,
    fresh.location,
    fresh.latitude,
    fresh.longitude
from audit.artists as fresh
