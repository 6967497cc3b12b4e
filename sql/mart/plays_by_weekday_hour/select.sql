-- Grain: one weekday and hour of the clock asked for; null is a play without a known zone
-- View: the same of all plays
with zoned as (
    select
        plays.hour_start,
        coalesce(locations.zone, '') as zone,
        count(*) as plays
    from mart.plays as plays
    left join mart.locations as locations
        on plays.location = locations.location
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.hour_start, coalesce(locations.zone, '')
),

fields as (
    select
        clocks.weekday,
        clocks.name,
        clocks.hour,
        cast(sum(zoned.plays) as bigint) as plays
    from zoned
    inner join mart.clocks as clocks
        on
        zoned.hour_start = clocks.hour_start
        and zoned.zone = clocks.zone
        and clocks.clock = :clock
    group by clocks.weekday, clocks.name, clocks.hour
),

loaded as (
    select
        days.weekday,
        count(*) as days
    from mart.days as days
    where days.day between cast(:first_day as date) and cast(:last_day as date)
    group by days.weekday
)

select
    fields.weekday,
    fields.name,
    fields.hour, -- 0 to 23; null is unknown
    fields.plays, -- all of the weekday and hour
    loaded.days -- loaded UTC days of the weekday
from fields
left join loaded
    on fields.weekday = loaded.weekday
order by fields.weekday, fields.hour
