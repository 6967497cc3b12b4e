-- Grain: one of the songs that are played in most of the sessions which play the chosen one
with chosen as (
    select
        plays.user_id,
        plays.session_id,
        row_number() over (order by plays.session_id, plays.user_id) as session_number
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
        and (:artist = '' or plays.artist_name_key = :artist)
        and (:title = '' or plays.title_key = :title)
        and (:artist <> '' or :title <> '')
    group by plays.user_id, plays.session_id
),

heard as (
    select
        coalesce(plays.title, '') as title,
        coalesce(plays.artist_name, '') as artist_name,
        chosen.session_number
    from mart.plays as plays
    inner join chosen
        on
        coalesce(plays.user_id, '') = coalesce(chosen.user_id, '')
        and plays.session_id = chosen.session_id
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
),

spellings as (
    select
        heard.title,
        heard.artist_name,
        lower(heard.title) as title_key,
        lower(heard.artist_name) as artist_name_key,
        dense_rank() over (order by lower(heard.title), lower(heard.artist_name)) as song_number
    from heard
    group by heard.title, heard.artist_name
),

song_sessions as (
    select
        spellings.song_number,
        heard.session_number,
        count(*) as plays
    from heard
    inner join spellings
        on
        heard.title = spellings.title
        and heard.artist_name = spellings.artist_name
    where
        spellings.artist_name_key <> :artist
        or (:title <> '' and spellings.title_key <> :title)
    group by spellings.song_number, heard.session_number
),

songs as (
    select
        song_sessions.song_number,
        count(*) as sessions,
        cast(sum(song_sessions.plays) as bigint) as plays
    from song_sessions
    group by song_sessions.song_number
),

ranked as (
    select
        songs.song_number,
        songs.sessions,
        songs.plays,
        row_number() over (
            order by
                songs.sessions desc,
                songs.plays desc,
                songs.song_number
        ) as row_rank
    from songs
)

select
    ranked.row_rank,
    nullif(min(spellings.title), '') as title,
    nullif(min(spellings.artist_name), '') as artist_name,
    ranked.sessions,
    ranked.plays
from ranked
inner join spellings
    on ranked.song_number = spellings.song_number
where ranked.row_rank <= :row_limit
group by ranked.row_rank, ranked.sessions, ranked.plays
order by ranked.row_rank
