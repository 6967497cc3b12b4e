-- Grain: one clock, UTC hour with plays and time zone ('' is unknown): what the clock shows
create or replace view mart.clocks as
with hours as (
    select plays.hour_start
    from mart.plays as plays
    group by plays.hour_start
),

zones as (
    select coalesce(locations.zone, '') as zone
    from mart.locations as locations
    group by coalesce(locations.zone, '')
    union
    select '' as zone -- of plays without a location
),

shown as (
    select
        'utc' as clock,
        hours.hour_start,
        zones.zone,
        hours.hour_start as shown_time
    from hours
    cross join zones
    union all
    select
        'local' as clock,
        hours.hour_start,
        zones.zone,
        case zones.zone -- Redshift documents the zone as a literal, not as a column
            when 'America/New_York'
                then convert_timezone('UTC', 'America/New_York', hours.hour_start)
            when 'America/Chicago'
                then convert_timezone('UTC', 'America/Chicago', hours.hour_start)
            when 'America/Denver'
                then convert_timezone('UTC', 'America/Denver', hours.hour_start)
            when 'America/Phoenix'
                then convert_timezone('UTC', 'America/Phoenix', hours.hour_start)
            when 'America/Los_Angeles'
                then convert_timezone('UTC', 'America/Los_Angeles', hours.hour_start)
            when 'America/Anchorage'
                then convert_timezone('UTC', 'America/Anchorage', hours.hour_start)
            when 'Pacific/Honolulu'
                then convert_timezone('UTC', 'Pacific/Honolulu', hours.hour_start)
            when 'America/Puerto_Rico'
                then convert_timezone('UTC', 'America/Puerto_Rico', hours.hour_start)
        end as shown_time
    from hours
    cross join zones
)

select
    shown.clock, -- utc or local
    shown.hour_start, -- UTC hour
    shown.zone, -- time zone; empty is unknown
    shown.shown_time, -- what the clock shows; null is unknown
    weekdays.weekday,
    weekdays.name, -- of the weekday
    extract(hour from shown.shown_time) as hour -- that the clock shows, 0 to 23
from shown
left join mart.weekdays as weekdays
    on extract(dow from shown.shown_time) = weekdays.day_of_week
