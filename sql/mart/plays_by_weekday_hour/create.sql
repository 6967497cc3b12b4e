-- Writes: mart.plays_by_weekday_hour
-- Reads: mart.hourly_plays
-- Grain: one ISO weekday and hour in UTC that has plays
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_weekday_hour as
select
    hours.weekday,
    case hours.weekday
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        when 7 then 'Sunday'
    end as name,
    hours.hour,
    cast(sum(hours.plays) as bigint) as plays
from mart.hourly_plays as hours
group by hours.weekday, hours.hour
