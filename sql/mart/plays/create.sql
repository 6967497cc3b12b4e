-- Writes: mart.plays
-- Reads: star.songplays
-- Grain: one play, with the day that other views group by
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays as
select
    plays.songplay_id,
    plays.start_time,
    trunc(plays.start_time) as day,
    plays.user_id,
    plays.session_id,
    plays.item_in_session,
    plays.level,
    plays.song_id,
    plays.artist_id,
    plays.title,
    plays.artist_name,
    plays.duration as duration_seconds,
    plays.location,
    plays.user_agent
from star.songplays as plays
