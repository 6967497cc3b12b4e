-- Writes: mart.plays_by_weekday_hour
-- Reads: mart.plays, mart.clocks
-- Grain: one ISO weekday and hour in UTC that has plays
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_weekday_hour as
with hours as (
    select
        plays.hour_start,
        count(*) as plays
    from mart.plays as plays
    group by plays.hour_start
)

select
    clocks.weekday,
    clocks.name,
    clocks.hour,
    cast(sum(hours.plays) as bigint) as plays
from hours
inner join mart.clocks as clocks
    on
    hours.hour_start = clocks.hour_start
    and clocks.clock = 'utc'
    and clocks.zone = ''
group by clocks.weekday, clocks.name, clocks.hour
