-- Writes: mart.hourly_plays
-- Reads: mart.plays, mart.locations
-- Grain: one UTC hour, level and location; local_hour is null where the zone is unknown
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.hourly_plays as
with hours as (
    select
        date_trunc('hour', plays.start_time) as start_time,
        plays.level,
        plays.location,
        count(*) as plays
    from mart.plays as plays
    group by date_trunc('hour', plays.start_time), plays.level, plays.location
),

clocks as (
    select
        hours.start_time,
        hours.level,
        hours.location,
        hours.plays,
        case locations.zone -- Redshift documents the zone as a literal, not as a column
            when 'America/New_York'
                then convert_timezone('UTC', 'America/New_York', hours.start_time)
            when 'America/Chicago'
                then convert_timezone('UTC', 'America/Chicago', hours.start_time)
            when 'America/Denver'
                then convert_timezone('UTC', 'America/Denver', hours.start_time)
            when 'America/Phoenix'
                then convert_timezone('UTC', 'America/Phoenix', hours.start_time)
            when 'America/Los_Angeles'
                then convert_timezone('UTC', 'America/Los_Angeles', hours.start_time)
            when 'America/Anchorage'
                then convert_timezone('UTC', 'America/Anchorage', hours.start_time)
            when 'Pacific/Honolulu'
                then convert_timezone('UTC', 'Pacific/Honolulu', hours.start_time)
            when 'America/Puerto_Rico'
                then convert_timezone('UTC', 'America/Puerto_Rico', hours.start_time)
        end as local_time
    from hours
    left join mart.locations as locations
        on hours.location = locations.location
)

select
    clocks.start_time,
    clocks.level,
    clocks.location,
    clocks.plays,
    extract(hour from clocks.start_time) as hour,
    case extract(dow from clocks.start_time)
        when 0 then 7
        else extract(dow from clocks.start_time)
    end as weekday,
    extract(hour from clocks.local_time) as local_hour,
    case extract(dow from clocks.local_time)
        when 0 then 7
        else extract(dow from clocks.local_time)
    end as local_weekday
from clocks
