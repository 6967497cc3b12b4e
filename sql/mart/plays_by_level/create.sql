-- Writes: mart.plays_by_level
-- Reads: mart.plays
-- Grain: one UTC day and level, as it was at the play
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_level as
select
    plays.day,
    plays.level,
    count(*) as plays,
    count(distinct plays.user_id) as listeners
from mart.plays as plays
group by plays.day, plays.level
