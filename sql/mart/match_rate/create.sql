-- Writes: mart.match_rate
-- Reads: mart.plays
-- Grain: one UTC day: plays whose song the catalogue holds
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.match_rate as
select
    plays.day,
    count(*) as plays,
    count(plays.song_id) as matched_plays,
    cast(count(plays.song_id) as double precision) / count(*) as match_rate
from mart.plays as plays
group by plays.day
