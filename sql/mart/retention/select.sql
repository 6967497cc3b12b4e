-- Grain: one of the newest weeks of first plays, of all days, and one loaded week since
-- View: the same of all plays
with user_weeks as (
    select
        plays.user_id,
        plays.week,
        min(plays.week) over (partition by plays.user_id) as cohort_week
    from mart.plays as plays
    where
        plays.user_id is not null
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.user_id, plays.week
),

returns as (
    select
        user_weeks.cohort_week,
        user_weeks.week,
        count(*) as users
    from user_weeks
    group by user_weeks.cohort_week, user_weeks.week
),

newest as (
    select
        returns.cohort_week,
        returns.week,
        returns.users,
        row_number() over (order by returns.week desc) as row_rank
    from returns
    where
        returns.week = returns.cohort_week
        and returns.week >= date_trunc('week', cast(:first_day as date))
),

covered as (
    select
        windows.period_start as week,
        cast(sum(case when windows.is_complete then 1 else 0 end) as integer) as days_complete
    from mart.windows as windows
    where
        windows.period = 'week'
        and windows.day <= cast(:last_day as date)
    group by windows.period_start
),

measured as (
    select
        cohorts.week as cohort_week,
        datediff(day, cohorts.week, weeks.week) / 7 as weeks_later,
        cohorts.users as cohort_users,
        coalesce(returns.users, 0) as users_so_far,
        weeks.days_complete,
        weeks.days_complete = 7 and firsts.days_complete = 7 as is_complete
    from newest as cohorts
    inner join covered as firsts
        on cohorts.week = firsts.week
    inner join covered as weeks
        on cohorts.week <= weeks.week
    left join returns
        on
        cohorts.week = returns.cohort_week
        and weeks.week = returns.week
    where cohorts.row_rank <= :row_limit
)

select
    measured.cohort_week, -- Monday of the week of the first play
    measured.weeks_later, -- 0 is the week itself
    measured.cohort_users, -- users whose first play is in the week
    measured.users_so_far, -- of these, those who play in the later week
    case
        when measured.is_complete
            then cast(measured.users_so_far as double precision) / measured.cohort_users
    end as retention, -- their share; null while not complete
    measured.days_complete, -- days of the later week that are loaded whole
    measured.is_complete -- whether the later week is loaded whole
from measured
order by measured.cohort_week, measured.weeks_later
