-- Writes: mart.retention
-- Reads: mart.plays, mart.windows
-- Grain: one week of first plays and one loaded week since; null while either is not complete
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.retention as
with user_weeks as (
    select
        plays.user_id,
        plays.week,
        min(plays.week) over (partition by plays.user_id) as cohort_week
    from mart.plays as plays
    where
        plays.user_id is not null
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

covered as (
    select
        windows.period_start as week,
        cast(sum(case when windows.is_complete then 1 else 0 end) as integer) as days_complete
    from mart.windows as windows
    where
        windows.period = 'week'
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
    from returns as cohorts
    inner join covered as firsts
        on cohorts.week = firsts.week
    inner join covered as weeks
        on cohorts.week <= weeks.week
    left join returns
        on
        cohorts.week = returns.cohort_week
        and weeks.week = returns.week
    where cohorts.week = cohorts.cohort_week
)

select
    measured.cohort_week,
    measured.weeks_later,
    measured.cohort_users,
    measured.users_so_far,
    case
        when measured.is_complete
            then cast(measured.users_so_far as double precision) / measured.cohort_users
    end as retention,
    measured.days_complete,
    measured.is_complete
from measured
