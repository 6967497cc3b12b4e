-- Writes: nothing
-- Reads: mart.plays, mart.locations, mart.clocks, mart.days
-- Grain: one ISO weekday of the clock asked for; null is a play without a known zone
-- Re-run: safe
-- Params: first_day, last_day, level, location, clock
with zoned as (
    select
        date_trunc('hour', plays.start_time) as start_time,
        locations.zone,
        count(*) as plays
    from mart.plays as plays
    left join mart.locations as locations
        on plays.location = locations.location
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or coalesce(plays.location, 'unknown') = :location)
    group by date_trunc('hour', plays.start_time), locations.zone
),

hours as (
    select
        case when :clock = 'local' then clocks.local_time else zoned.start_time end as shown_time,
        zoned.plays
    from zoned
    left join mart.clocks as clocks
        on zoned.start_time = clocks.start_time
        and zoned.zone = clocks.zone
),

weekdays as (
    select
        case extract(dow from hours.shown_time)
            when 0 then 7
            else extract(dow from hours.shown_time)
        end as weekday,
        cast(sum(hours.plays) as bigint) as plays
    from hours
    group by
        case extract(dow from hours.shown_time)
            when 0 then 7
            else extract(dow from hours.shown_time)
        end
),

loaded as (
    select
        case extract(dow from days.day)
            when 0 then 7
            else extract(dow from days.day)
        end as weekday,
        count(*) as days
    from mart.days as days
    where days.day between cast(:first_day as date) and cast(:last_day as date)
    group by
        case extract(dow from days.day)
            when 0 then 7
            else extract(dow from days.day)
        end
)

select
    weekdays.weekday,
    case weekdays.weekday
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        when 7 then 'Sunday'
    end as name,
    weekdays.plays,
    loaded.days,
    round(cast(weekdays.plays as double precision) / loaded.days, 1) as plays_a_day
from weekdays
left join loaded
    on weekdays.weekday = loaded.weekday
order by weekdays.weekday
