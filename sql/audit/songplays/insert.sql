-- Grain: one NextSong event of the batch, matched to at most one song
-- Re-run: delete audit.songplays first, in the same transaction
insert into audit.songplays
with heard as (
    select
        coalesce(plays.artist, '') as artist,
        coalesce(plays.song, '') as song,
        coalesce(plays.length, -1) as length
    from audit.plays as plays
    group by coalesce(plays.artist, ''), coalesce(plays.song, ''), coalesce(plays.length, -1)
),

named as (
    select
        heard.artist,
        heard.song,
        heard.length,
        nullif(heard.length, -1) as duration,
        nullif(trim(coalesce(artists.repaired, heard.artist)), '') as artist_name,
        nullif(trim(coalesce(songs.repaired, heard.song)), '') as title
    from heard
    left join staging.repaired_texts as artists
        on heard.artist = artists.broken
    left join staging.repaired_texts as songs
        on heard.song = songs.broken
),

-- durations are decimals of five places: rounded, two seconds apart are two seconds
pairs as (
    select
        named.artist,
        named.song,
        named.length,
        catalogue.song_id,
        catalogue.artist_id,
        round(abs(catalogue.duration - named.duration), 5) as gap
    from named
    inner join audit.current_catalogue as catalogue
        on lower(named.artist_name) = catalogue.artist_key
        and lower(named.title) = catalogue.title_key
),

candidates as (
    select
        pairs.artist,
        pairs.song,
        pairs.length,
        pairs.song_id,
        pairs.artist_id,
        row_number() over (
            partition by pairs.artist, pairs.song, pairs.length
            order by pairs.gap nulls last, pairs.song_id
        ) as row_rank
    from pairs
    where
        pairs.gap is null
        or pairs.gap <= 2
),

recognised as (
    select
        named.artist,
        named.song,
        named.length,
        named.duration,
        named.artist_name,
        named.title,
        candidates.song_id,
        candidates.artist_id
    from named
    left join candidates
        on named.artist = candidates.artist
        and named.song = candidates.song
        and named.length = candidates.length
        and candidates.row_rank = 1
)

select
    plays.session_id * 1000000 + plays.item_in_session as songplay_id,
    plays.start_time,
    nullif(trim(plays.user_id), '') as user_id,
    plays.level,
    recognised.song_id,
    recognised.artist_id,
    plays.session_id,
    plays.item_in_session,
    nullif(trim(coalesce(locations.repaired, plays.location)), '') as location,
    nullif(trim(both '" ' from plays.user_agent), '') as user_agent,
    recognised.title,
    recognised.artist_name,
    recognised.duration,
    plays.file_uri
from audit.plays as plays
inner join recognised
    on coalesce(plays.artist, '') = recognised.artist
    and coalesce(plays.song, '') = recognised.song
    and coalesce(plays.length, -1) = recognised.length
left join staging.repaired_texts as locations
    on plays.location = locations.broken
