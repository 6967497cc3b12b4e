-- Writes: mart.plays_by_weekday_hour
-- Reads: mart.plays
-- Grain: one ISO weekday and hour in UTC that has plays
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_weekday_hour as
with hours as (
    select
        date_trunc('hour', plays.start_time) as shown_time,
        count(*) as plays
    from mart.plays as plays
    group by date_trunc('hour', plays.start_time)
),

fields as (
    select
        case extract(dow from hours.shown_time)
            when 0 then 7
            else extract(dow from hours.shown_time)
        end as weekday,
        extract(hour from hours.shown_time) as hour,
        hours.plays
    from hours
)

select
    fields.weekday,
    case fields.weekday
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        when 7 then 'Sunday'
    end as name,
    fields.hour,
    cast(sum(fields.plays) as bigint) as plays
from fields
group by fields.weekday, fields.hour
