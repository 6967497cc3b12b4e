-- Writes: nothing
-- Reads: mart.plays, mart.days
-- Grain: one of the newest weeks of first plays, of all days, and one loaded week since
-- Re-run: safe
-- Params: last_day, level, location, first_day, row_limit
with user_weeks as (
    select
        plays.user_id,
        cast(date_trunc('week', plays.start_time) as date) as week
    from mart.plays as plays
    where
        plays.user_id is not null
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or coalesce(plays.location, 'unknown') = :location)
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
        count(*) as cohort_users,
        row_number() over (order by newcomers.cohort_week desc) as place
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
    where days.day <= cast(:last_day as date)
    group by cast(date_trunc('week', days.day) as date)
),

chosen as (
    select
        cohorts.cohort_week,
        cohorts.cohort_users
    from cohorts
    where
        cohorts.cohort_week >= date_trunc('week', cast(:first_day as date))
        and cohorts.place <= :row_limit
)

select
    chosen.cohort_week,
    datediff(day, chosen.cohort_week, weeks.week) / 7 as weeks_later,
    chosen.cohort_users,
    coalesce(returns.users, 0) as users_so_far,
    case
        when weeks.days_complete = 7 and firsts.days_complete = 7
            then cast(coalesce(returns.users, 0) as double precision) / chosen.cohort_users
    end as retention,
    cast(weeks.days_complete as integer) as days_complete,
    weeks.days_complete = 7 and firsts.days_complete = 7 as is_complete
from chosen
inner join covered as weeks
    on chosen.cohort_week <= weeks.week
left join covered as firsts
    on chosen.cohort_week = firsts.week
left join returns
    on
    chosen.cohort_week = returns.cohort_week
    and weeks.week = returns.week
order by chosen.cohort_week, weeks_later
