-- Grain: one song that the batch touches: its current song object
-- Re-run: delete audit.songs first, in the same transaction
insert into audit.songs
select
    catalogue.song_id,
    catalogue.title,
    catalogue.artist_id,
    catalogue.year,
    catalogue.duration
from audit.catalogue as catalogue
where catalogue.is_current
