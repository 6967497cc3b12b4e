-- Writes: mart.plays_by_hour
-- Reads: mart.plays_by_weekday_hour
-- Grain: one hour of the day in UTC
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_hour as
select
    fields.hour,
    cast(sum(fields.plays) as bigint) as plays
from mart.plays_by_weekday_hour as fields
group by fields.hour
