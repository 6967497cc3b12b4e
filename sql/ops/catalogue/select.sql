-- Grain: one song object of a loaded file whose song and artist are in the star
select
    catalogue.file_uri,
    catalogue.song_id,
    catalogue.artist_id,
    catalogue.artist_latitude,
    catalogue.artist_location,
    catalogue.artist_longitude,
    catalogue.artist_name,
    catalogue.duration,
    catalogue.num_songs,
    catalogue.title,
    catalogue.year
from ops.catalogue as catalogue
inner join star.songs as songs
    on catalogue.song_id = songs.song_id
inner join star.artists as artists
    on songs.artist_id = artists.artist_id
