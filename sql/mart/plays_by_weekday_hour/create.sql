-- Writes: mart.plays_by_weekday_hour
-- Reads: mart.hourly_plays
-- Grain: one ISO weekday and hour in UTC that has plays
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_weekday_hour as
select
    hours.weekday,
    hours.hour,
    cast(sum(hours.plays) as bigint) as plays
from mart.hourly_plays as hours
group by hours.weekday, hours.hour
