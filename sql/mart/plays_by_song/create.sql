-- Writes: mart.plays_by_song
-- Reads: mart.plays
-- Grain: one song as played, matched or not: title and artist without regard to case
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_song as
select
    min(plays.title) as title,
    min(plays.artist_name) as artist_name,
    count(*) as plays,
    count(distinct plays.user_id) as listeners,
    count(plays.song_id) as matched_plays
from mart.plays as plays
group by plays.title_key, plays.artist_name_key
