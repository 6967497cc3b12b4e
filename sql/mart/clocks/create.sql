-- Writes: mart.clocks
-- Reads: mart.plays, mart.locations
-- Grain: one UTC hour with plays, and a time zone that was played from (null: unknown): the time there
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.clocks as
with hours as (
    select date_trunc('hour', plays.start_time) as start_time
    from mart.plays as plays
    group by date_trunc('hour', plays.start_time)
),

zones as (
    select locations.zone
    from mart.locations as locations
    group by locations.zone
)

select
    hours.start_time,
    zones.zone,
    case zones.zone -- Redshift documents the zone as a literal, not as a column
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
cross join zones
