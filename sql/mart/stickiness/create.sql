-- Writes: mart.stickiness
-- Reads: mart.plays, mart.days
-- Grain: one month: mean daily users over monthly users, null while it is not complete
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.stickiness as
with user_days as (
    select
        plays.day,
        plays.user_id
    from mart.plays as plays
    group by plays.day, plays.user_id
),

months as (
    select
        cast(date_trunc('month', user_days.day) as date) as month,
        count(user_days.user_id) as user_days,
        count(distinct user_days.user_id) as users
    from user_days
    group by cast(date_trunc('month', user_days.day) as date)
),

covered as (
    select
        cast(date_trunc('month', days.day) as date) as month,
        count(*) as days_complete
    from mart.days as days
    where
        days.is_complete
    group by cast(date_trunc('month', days.day) as date)
),

measured as (
    select
        months.month,
        months.user_days,
        months.users,
        coalesce(covered.days_complete, 0) as days_complete,
        extract(day from last_day(months.month)) as days_in_month
    from months
    left join covered
        on months.month = covered.month
)

select
    measured.month,
    cast(measured.user_days as double precision) / nullif(measured.days_complete, 0)
        as daily_users_so_far,
    measured.users as monthly_users_so_far,
    case
        when measured.days_complete = measured.days_in_month
            then
                cast(measured.user_days as double precision)
                / measured.days_in_month / nullif(measured.users, 0)
    end as stickiness,
    measured.days_complete,
    measured.days_in_month,
    measured.days_complete = measured.days_in_month as is_complete
from measured
