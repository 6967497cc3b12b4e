-- Writes: mart.plays_by_weekday
-- Reads: mart.plays_by_weekday_hour, mart.days
-- Grain: one ISO weekday in UTC, 1 = Monday
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_weekday as
with weekdays as (
    select
        fields.weekday,
        fields.name,
        cast(sum(fields.plays) as bigint) as plays
    from mart.plays_by_weekday_hour as fields
    group by fields.weekday, fields.name
),

loaded as (
    select
        days.weekday,
        count(*) as days
    from mart.days as days
    group by days.weekday
)

select
    weekdays.weekday,
    weekdays.name,
    weekdays.plays,
    loaded.days,
    round(cast(weekdays.plays as double precision) / loaded.days, 1) as plays_a_day
from weekdays
left join loaded
    on weekdays.weekday = loaded.weekday
