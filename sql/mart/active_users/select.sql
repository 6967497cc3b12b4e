-- Grain: one UTC day, ISO week or month; a window that the filter cuts is not complete
-- View: the same of all plays
with user_days as (
    select
        plays.day,
        plays.user_id,
        count(*) as plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.day, plays.user_id
),

counted as (
    select
        windows.period,
        windows.period_start,
        windows.days_in_period,
        count(distinct user_days.user_id) as active_users,
        count(user_days.user_id) as user_days,
        cast(sum(user_days.plays) as bigint) as plays
    from user_days
    inner join mart.windows as windows
        on user_days.day = windows.day
    group by windows.period, windows.period_start, windows.days_in_period
),

covered as (
    select
        windows.period,
        windows.period_start,
        count(*) as days_complete
    from mart.windows as windows
    where
        windows.is_complete
        and windows.day between cast(:first_day as date) and cast(:last_day as date)
    group by windows.period, windows.period_start
),

measured as (
    select
        counted.period,
        counted.period_start,
        counted.days_in_period,
        counted.active_users,
        counted.user_days,
        counted.plays,
        coalesce(covered.days_complete, 0) as days_complete,
        coalesce(covered.days_complete, 0) = counted.days_in_period as is_complete
    from counted
    left join covered
        on
        counted.period = covered.period
        and counted.period_start = covered.period_start
)

select
    measured.period, -- day, week or month
    measured.period_start, -- first UTC day of the window
    case
        when measured.is_complete then measured.active_users
    end as active_users, -- users with a play; null while not complete
    measured.active_users as active_users_so_far, -- users with a play until now
    measured.user_days, -- days with a play, summed over the users
    case
        when measured.is_complete
            then
                cast(measured.user_days as double precision)
                / measured.days_in_period / nullif(measured.active_users, 0)
    end as stickiness, -- mean share of the days on which a user plays
    measured.plays, -- plays in the window
    measured.days_complete, -- days of the window that are loaded whole
    measured.days_in_period, -- days of the window
    measured.is_complete -- whether every day of the window is loaded whole
from measured
order by measured.period, measured.period_start
