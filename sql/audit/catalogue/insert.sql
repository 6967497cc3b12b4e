-- Grain: one song object, of every song that the batch touches and of every song of an artist it touches
-- Re-run: delete audit.catalogue first, in the same transaction
insert into audit.catalogue
with song_objects as (
    select
        fresh.song_id,
        fresh.file_uri,
        fresh.artist_id,
        fresh.artist_latitude,
        nullif(trim(fresh.artist_location), '') as artist_location,
        fresh.artist_longitude,
        nullif(trim(fresh.artist_name), '') as artist_name,
        fresh.duration,
        fresh.num_songs,
        nullif(trim(fresh.title), '') as title,
        nullif(fresh.year, 0) as year,
        lower(trim(fresh.artist_name)) as artist_key,
        lower(trim(fresh.title)) as title_key
    from staging.staging_songs as fresh
    union all
    select
        known.song_id,
        known.file_uri,
        known.artist_id,
        known.artist_latitude,
        known.artist_location,
        known.artist_longitude,
        known.artist_name,
        known.duration,
        known.num_songs,
        known.title,
        known.year,
        known.artist_key,
        known.title_key
    from ops.catalogue as known
    left join staging.batch_files as files
        on known.file_uri = files.uri
    where files.uri is null
),

wanted as (
    select touched.song_id
    from audit.touched_songs as touched
    union
    select song_objects.song_id
    from song_objects
    inner join audit.touched_artists as touched
        on song_objects.artist_id = touched.artist_id
),

ranked as (
    select
        song_objects.song_id,
        song_objects.file_uri,
        song_objects.artist_id,
        song_objects.artist_latitude,
        song_objects.artist_location,
        song_objects.artist_longitude,
        song_objects.artist_name,
        song_objects.duration,
        song_objects.num_songs,
        song_objects.title,
        song_objects.year,
        song_objects.artist_key,
        song_objects.title_key,
        row_number() over (
            partition by song_objects.song_id
            order by
                song_objects.year desc nulls last,
                length(song_objects.title) desc nulls last,
                song_objects.title,
                length(song_objects.artist_name) desc nulls last,
                song_objects.artist_name,
                song_objects.artist_id,
                song_objects.duration,
                song_objects.file_uri
        ) as row_rank
    from song_objects
    inner join wanted
        on song_objects.song_id = wanted.song_id
)

select
    ranked.song_id,
    ranked.file_uri,
    ranked.artist_id,
    ranked.artist_latitude,
    ranked.artist_location,
    ranked.artist_longitude,
    ranked.artist_name,
    ranked.duration,
    ranked.num_songs,
    ranked.title,
    ranked.year,
    ranked.artist_key,
    ranked.title_key,
    ranked.row_rank = 1 as is_current
from ranked
