-- Grain: one user, song, artist or start_time of the batch's events, or artist of its songs, that will be in no row of the star
with artists as (
    select plays.artist_id
    from audit.songplays as plays
    union
    select songs.artist_id
    from audit.songs as songs
),

unknown as (
    select
        'users' as table_name,
        wanted.user_id as missing_key
    from audit.events as wanted
    left join audit.users as fresh
        on wanted.user_id = fresh.user_id
    left join star.users as known
        on wanted.user_id = known.user_id
    where
        fresh.user_id is null
        and known.user_id is null
    union
    select
        'songs' as table_name,
        wanted.song_id as missing_key
    from audit.songplays as wanted
    left join audit.songs as fresh
        on wanted.song_id = fresh.song_id
    left join star.songs as known
        on wanted.song_id = known.song_id
    where
        fresh.song_id is null
        and known.song_id is null
    union
    select
        'artists' as table_name,
        artists.artist_id as missing_key
    from artists
    left join audit.artists as fresh
        on artists.artist_id = fresh.artist_id
    left join star.artists as known
        on artists.artist_id = known.artist_id
    where
        fresh.artist_id is null
        and known.artist_id is null
    union
    select
        'time' as table_name,
        cast(wanted.start_time as varchar(32)) as missing_key
    from audit.songplays as wanted
    left join audit.time as fresh
        on wanted.start_time = fresh.start_time
    left join star.time as known
        on wanted.start_time = known.start_time
    where
        fresh.start_time is null
        and known.start_time is null
)

select
    unknown.table_name,
    unknown.missing_key,
    count(*) over () as unexpected_count
from unknown
where unknown.missing_key is not null
order by unknown.table_name, unknown.missing_key
limit 5
