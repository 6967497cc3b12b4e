-- Grain: one UTC day that was played or loaded, and the day, ISO week or month it is in
create or replace view mart.windows as
with calendar as (
    select plays.day
    from mart.plays as plays
    group by plays.day
    union
    select days.day
    from mart.days as days
),

windows as (
    select
        calendar.day,
        'day' as period,
        calendar.day as period_start,
        cast(dateadd(day, 1, calendar.day) as date) as period_end
    from calendar
    union all
    select
        calendar.day,
        'week' as period,
        cast(date_trunc('week', calendar.day) as date) as period_start,
        cast(dateadd(day, 7, date_trunc('week', calendar.day)) as date) as period_end
    from calendar
    union all
    select
        calendar.day,
        'month' as period,
        cast(date_trunc('month', calendar.day) as date) as period_start,
        cast(dateadd(month, 1, date_trunc('month', calendar.day)) as date) as period_end
    from calendar
),

measured as (
    select
        windows.day,
        windows.period,
        windows.period_start,
        datediff(day, windows.period_start, windows.period_end) as days_in_period
    from windows
)

select
    measured.day, -- UTC
    measured.period, -- day, week or month
    measured.period_start, -- first UTC day of the window
    measured.days_in_period, -- days of the window
    coalesce(days.is_complete, false) as is_complete -- whether the day is loaded whole
from measured
left join mart.days as days
    on measured.day = days.day
