-- Writes: mart.plays_by_artist
-- Reads: mart.plays
-- Grain: one artist as played, matched or not: the name without regard to case
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_artist as
select
    min(plays.artist_name) as artist_name,
    count(*) as plays,
    count(distinct plays.user_id) as listeners,
    count(plays.song_id) as matched_plays
from mart.plays as plays
group by plays.artist_name_key
