-- Grain: one artist that the batch touches; each value from its newest song that has one, then the longest, then the lowest
-- Re-run: delete audit.artists first, in the same transaction
insert into audit.artists
with song_objects as (
    select
        catalogue.artist_id,
        catalogue.artist_name,
        catalogue.artist_location,
        catalogue.artist_latitude,
        catalogue.artist_longitude,
        catalogue.year
    from audit.catalogue as catalogue
    inner join audit.touched_artists as touched
        on catalogue.artist_id = touched.artist_id
),

artists as (
    select song_objects.artist_id
    from song_objects
    group by song_objects.artist_id
),

names as (
    select
        song_objects.artist_id,
        song_objects.artist_name,
        row_number() over (
            partition by song_objects.artist_id
            order by
                song_objects.year desc nulls last,
                length(song_objects.artist_name) desc,
                song_objects.artist_name
        ) as row_rank
    from song_objects
    where song_objects.artist_name is not null
),

locations as (
    select
        song_objects.artist_id,
        song_objects.artist_location,
        row_number() over (
            partition by song_objects.artist_id
            order by
                song_objects.year desc nulls last,
                length(song_objects.artist_location) desc,
                song_objects.artist_location
        ) as row_rank
    from song_objects
    where song_objects.artist_location is not null
),

places as (
    select
        song_objects.artist_id,
        song_objects.artist_latitude,
        song_objects.artist_longitude,
        row_number() over (
            partition by song_objects.artist_id
            order by
                song_objects.year desc nulls last,
                song_objects.artist_latitude,
                song_objects.artist_longitude
        ) as row_rank
    from song_objects
    where song_objects.artist_latitude is not null and song_objects.artist_longitude is not null
)

select
    artists.artist_id,
    names.artist_name as name,
    locations.artist_location as location,
    places.artist_latitude as latitude,
    places.artist_longitude as longitude
from artists
left join names
    on artists.artist_id = names.artist_id
    and names.row_rank = 1
left join locations
    on artists.artist_id = locations.artist_id
    and locations.row_rank = 1
left join places
    on artists.artist_id = places.artist_id
    and places.row_rank = 1
