-- Writes: mart.plays_by_hour
-- Reads: mart.plays
-- Grain: one hour of the day in UTC
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_hour as
with hours as (
    select
        date_trunc('hour', plays.start_time) as shown_time,
        count(*) as plays
    from mart.plays as plays
    group by date_trunc('hour', plays.start_time)
)

select
    extract(hour from hours.shown_time) as hour,
    cast(sum(hours.plays) as bigint) as plays
from hours
group by extract(hour from hours.shown_time)
