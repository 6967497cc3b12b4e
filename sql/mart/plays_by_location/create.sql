-- Writes: mart.plays_by_location
-- Reads: mart.plays
-- Grain: one location as the log spells it; null is unknown
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_location as
select
    plays.location,
    count(*) as plays,
    count(distinct plays.user_id) as listeners
from mart.plays as plays
group by plays.location
