-- Writes: mart.retention
-- Reads: mart.plays, mart.days
-- Grain: one week of first plays and one loaded week since; null while either is not complete
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.retention as
with user_weeks as (
    select
        plays.user_id,
        cast(date_trunc('week', plays.start_time) as date) as week
    from mart.plays as plays
    where
        plays.user_id is not null
    group by plays.user_id, cast(date_trunc('week', plays.start_time) as date)
),

newcomers as (
    select
        user_weeks.user_id,
        min(user_weeks.week) as cohort_week
    from user_weeks
    group by user_weeks.user_id
),

cohorts as (
    select
        newcomers.cohort_week,
        count(*) as cohort_users
    from newcomers
    group by newcomers.cohort_week
),

returns as (
    select
        newcomers.cohort_week,
        user_weeks.week,
        count(*) as users
    from user_weeks
    inner join newcomers
        on user_weeks.user_id = newcomers.user_id
    group by newcomers.cohort_week, user_weeks.week
),

covered as (
    select
        cast(date_trunc('week', days.day) as date) as week,
        sum(case when days.is_complete then 1 else 0 end) as days_complete
    from mart.days as days
    group by cast(date_trunc('week', days.day) as date)
)

select
    cohorts.cohort_week,
    datediff(day, cohorts.cohort_week, weeks.week) / 7 as weeks_later,
    cohorts.cohort_users,
    coalesce(returns.users, 0) as users_so_far,
    case
        when weeks.days_complete = 7 and firsts.days_complete = 7
            then cast(coalesce(returns.users, 0) as double precision) / cohorts.cohort_users
    end as retention,
    cast(weeks.days_complete as integer) as days_complete,
    weeks.days_complete = 7 and firsts.days_complete = 7 as is_complete
from cohorts
inner join covered as weeks
    on cohorts.cohort_week <= weeks.week
left join covered as firsts
    on cohorts.cohort_week = firsts.week
left join returns
    on
    cohorts.cohort_week = returns.cohort_week
    and weeks.week = returns.week
