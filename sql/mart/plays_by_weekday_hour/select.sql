-- Writes: nothing
-- Reads: mart.hourly_plays
-- Grain: one weekday and hour of the clock asked for; null is a play without a known zone
-- Re-run: safe
-- Params: clock, first_day, last_day, level, location
with clocks as (
    select
        case when :clock = 'local' then hours.local_weekday else hours.weekday end as weekday,
        case when :clock = 'local' then hours.local_hour else hours.hour end as hour,
        hours.plays
    from mart.hourly_plays as hours
    where
        hours.start_time >= cast(:first_day as timestamp)
        and hours.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or hours.level = :level)
        and (:location = '' or coalesce(hours.location, 'unknown') = :location)
)

select
    clocks.weekday,
    case clocks.weekday
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        when 7 then 'Sunday'
    end as name,
    clocks.hour,
    cast(sum(clocks.plays) as bigint) as plays
from clocks
group by clocks.weekday, clocks.hour
order by clocks.weekday, clocks.hour
