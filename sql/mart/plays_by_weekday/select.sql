-- Writes: nothing
-- Reads: mart.hourly_plays, mart.days
-- Grain: one ISO weekday of the clock asked for; null is a play without a known zone
-- Re-run: safe
-- Params: clock, first_day, last_day, level, location
with weekdays as (
    select
        case when :clock = 'local' then hours.local_weekday else hours.weekday end as weekday,
        cast(sum(hours.plays) as bigint) as plays
    from mart.hourly_plays as hours
    where
        hours.start_time >= cast(:first_day as timestamp)
        and hours.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or hours.level = :level)
        and (:location = '' or coalesce(hours.location, 'unknown') = :location)
    group by case when :clock = 'local' then hours.local_weekday else hours.weekday end
),

loaded as (
    select
        case extract(dow from days.day)
            when 0 then 7
            else extract(dow from days.day)
        end as weekday,
        count(*) as days
    from mart.days as days
    where days.day between cast(:first_day as date) and cast(:last_day as date)
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
order by weekdays.weekday
