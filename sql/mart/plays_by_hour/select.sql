-- Writes: nothing
-- Reads: mart.plays, mart.locations, mart.clocks
-- Grain: one hour of the clock asked for; null is a play without a known zone
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
)

select
    extract(hour from hours.shown_time) as hour,
    cast(sum(hours.plays) as bigint) as plays
from hours
group by extract(hour from hours.shown_time)
order by hour
