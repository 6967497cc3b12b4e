-- Writes: nothing
-- Reads: mart.plays, mart.locations, mart.clocks
-- Grain: one weekday and hour of the clock asked for; null is a play without a known zone
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

fields as (
    select
        case extract(dow from hours.shown_time)
            when 0 then 7
            else extract(dow from hours.shown_time)
        end as weekday,
        extract(hour from hours.shown_time) as hour,
        hours.plays
    from hours
)

select
    fields.weekday,
    case fields.weekday
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        when 7 then 'Sunday'
    end as name,
    fields.hour,
    cast(sum(fields.plays) as bigint) as plays
from fields
group by fields.weekday, fields.hour
order by fields.weekday, fields.hour
