-- Writes: mart.plays_by_hour
-- Reads: mart.hourly_plays
-- Grain: one hour of the day in UTC
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_hour as
select
    hours.hour,
    cast(sum(hours.plays) as bigint) as plays
from mart.hourly_plays as hours
group by hours.hour
