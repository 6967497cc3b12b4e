-- Writes: mart.active_users
-- Reads: mart.plays, mart.days
-- Grain: one UTC day, ISO week or month; active_users is null while the window is not complete
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.active_users as
with user_days as (
    select
        plays.day,
        plays.user_id,
        count(*) as plays
    from mart.plays as plays
    group by plays.day, plays.user_id
),

windows as (
    select
        'day' as period,
        user_days.day as period_start,
        cast(dateadd(day, 1, user_days.day) as date) as period_end,
        user_days.user_id,
        user_days.plays
    from user_days
    union all
    select
        'week' as period,
        cast(date_trunc('week', user_days.day) as date) as period_start,
        cast(dateadd(day, 7, date_trunc('week', user_days.day)) as date) as period_end,
        user_days.user_id,
        user_days.plays
    from user_days
    union all
    select
        'month' as period,
        cast(date_trunc('month', user_days.day) as date) as period_start,
        cast(dateadd(month, 1, date_trunc('month', user_days.day)) as date) as period_end,
        user_days.user_id,
        user_days.plays
    from user_days
),

counted as (
    select
        windows.period,
        windows.period_start,
        windows.period_end,
        count(distinct windows.user_id) as active_users,
        cast(sum(windows.plays) as bigint) as plays
    from windows
    group by windows.period, windows.period_start, windows.period_end
),

covered as (
    select
        counted.period,
        counted.period_start,
        count(days.day) as days_complete
    from counted
    left join mart.days as days
        on
        counted.period_start <= days.day
        and counted.period_end > days.day
        and days.is_complete
    group by counted.period, counted.period_start
)

select
    counted.period,
    counted.period_start,
    case
        when covered.days_complete = datediff(day, counted.period_start, counted.period_end)
            then counted.active_users
    end as active_users,
    counted.active_users as active_users_so_far,
    counted.plays,
    covered.days_complete,
    datediff(day, counted.period_start, counted.period_end) as days_in_period,
    covered.days_complete
    = datediff(day, counted.period_start, counted.period_end) as is_complete
from counted
inner join covered
    on
    counted.period = covered.period
    and counted.period_start = covered.period_start
