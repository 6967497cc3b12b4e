-- Grain: one UTC hour with parts that are not what counting from Monday 2018-11-05 gives
with grouped as (
    select
        datediff(hour, '2000-01-01', moments.start_time) as hours, -- all parts follow from it
        moments.hour,
        moments.day,
        moments.week,
        moments.month,
        moments.year,
        moments.weekday,
        min(moments.start_time) as start_time,
        count(*) as time_count
    from audit.time as moments
    group by
        datediff(hour, '2000-01-01', moments.start_time),
        moments.hour,
        moments.day,
        moments.week,
        moments.month,
        moments.year,
        moments.weekday
),

counted as (
    select
        grouped.start_time,
        grouped.time_count,
        grouped.hour,
        grouped.day,
        grouped.week,
        grouped.month,
        grouped.year,
        grouped.weekday,
        mod(mod(datediff(day, '2018-11-05', grouped.start_time), 7) + 7, 7) + 1 as true_weekday,
        datediff(hour, trunc(grouped.start_time), grouped.start_time) as true_hour,
        datediff(month, '2000-01-01', grouped.start_time) as months
    from grouped
),

thursdays as (
    select
        counted.start_time,
        counted.time_count,
        counted.hour,
        counted.day,
        counted.week,
        counted.month,
        counted.year,
        counted.weekday,
        counted.true_weekday,
        counted.true_hour,
        counted.months,
        dateadd(day, 4 - counted.true_weekday, trunc(counted.start_time)) as thursday
    from counted
),

compared as (
    select
        thursdays.start_time,
        thursdays.time_count,
        thursdays.hour <> thursdays.true_hour as is_hour_wrong,
        thursdays.day <> datediff(
            day, dateadd(month, thursdays.months, '2000-01-01'), thursdays.start_time
        ) + 1 as is_day_wrong,
        thursdays.week <> datediff(
            day, date_trunc('year', thursdays.thursday), thursdays.thursday
        ) / 7 + 1 as is_week_wrong,
        thursdays.month <> mod(thursdays.months, 12) + 1 as is_month_wrong,
        thursdays.year <> 2000 + thursdays.months / 12 as is_year_wrong,
        thursdays.weekday <> thursdays.true_weekday as is_weekday_wrong
    from thursdays
)

select
    compared.start_time,
    compared.time_count,
    compared.is_hour_wrong,
    compared.is_day_wrong,
    compared.is_week_wrong,
    compared.is_month_wrong,
    compared.is_year_wrong,
    compared.is_weekday_wrong,
    sum(compared.time_count) over () as unexpected_count
from compared
where
    compared.is_hour_wrong
    or compared.is_day_wrong
    or compared.is_week_wrong
    or compared.is_month_wrong
    or compared.is_year_wrong
    or compared.is_weekday_wrong
order by compared.start_time
limit 5
