-- Writes: nothing
-- Reads: mart.hourly_plays
-- Grain: one hour of the clock asked for; null is a play without a known zone
-- Re-run: safe
-- Params: clock, first_day, last_day, level, location
select
    case when :clock = 'local' then hours.local_hour else hours.hour end as hour,
    cast(sum(hours.plays) as bigint) as plays
from mart.hourly_plays as hours
where
    hours.start_time >= cast(:first_day as timestamp)
    and hours.start_time < dateadd(day, 1, cast(:last_day as timestamp))
    and (:level = '' or hours.level = :level)
    and (:location = '' or coalesce(hours.location, 'unknown') = :location)
group by case when :clock = 'local' then hours.local_hour else hours.hour end
order by hour
