-- Writes: mart.plays_by_weekday
-- Reads: mart.plays, mart.days
-- Grain: one ISO weekday in UTC, 1 = Monday
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_weekday as
with hours as (
    select
        date_trunc('hour', plays.start_time) as shown_time,
        count(*) as plays
    from mart.plays as plays
    group by date_trunc('hour', plays.start_time)
),

weekdays as (
    select
        case extract(dow from hours.shown_time)
            when 0 then 7
            else extract(dow from hours.shown_time)
        end as weekday,
        cast(sum(hours.plays) as bigint) as plays
    from hours
    group by
        case extract(dow from hours.shown_time)
            when 0 then 7
            else extract(dow from hours.shown_time)
        end
),

loaded as (
    select
        case extract(dow from days.day)
            when 0 then 7
            else extract(dow from days.day)
        end as weekday,
        count(*) as days
    from mart.days as days
    group by
        case extract(dow from days.day)
            when 0 then 7
            else extract(dow from days.day)
        end
)

select
    weekdays.weekday,
    case weekdays.weekday
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        when 7 then 'Sunday'
    end as name,
    weekdays.plays,
    loaded.days,
    round(cast(weekdays.plays as double precision) / loaded.days, 1) as plays_a_day
from weekdays
left join loaded
    on weekdays.weekday = loaded.weekday
