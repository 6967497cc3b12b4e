-- Grain: one play, with what other views group by and the filters look at
create or replace view mart.plays as
select
    plays.songplay_id,
    plays.start_time,
    trunc(plays.start_time) as day, -- UTC
    cast(date_trunc('week', plays.start_time) as date) as week, -- Monday of the ISO week
    date_trunc('hour', plays.start_time) as hour_start, -- UTC hour
    plays.user_id,
    plays.session_id,
    plays.item_in_session,
    plays.level,
    plays.song_id,
    plays.artist_id,
    plays.title,
    plays.artist_name,
    lower(coalesce(plays.title, '')) as title_key, -- a song is a title with an artist as played
    lower(coalesce(plays.artist_name, '')) as artist_name_key, -- artist_name in lower case
    plays.duration as duration_seconds, -- as played
    datediff(second, cast('2000-01-01' as timestamp), plays.start_time)
    + coalesce(plays.duration, 0) as ended_at_second, -- since 2000, as is started_at_second
    datediff(second, cast('2000-01-01' as timestamp), plays.start_time)
        as started_at_second, -- since 2000
    plays.location,
    coalesce(plays.location, 'unknown') as place, -- location, or unknown
    plays.user_agent
from star.songplays as plays
