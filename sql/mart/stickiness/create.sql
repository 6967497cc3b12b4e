-- Writes: mart.stickiness
-- Reads: mart.active_users
-- Grain: one month: mean daily users over monthly users, null while it is not complete
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.stickiness as
select
    months.period_start as month,
    cast(months.user_days as double precision) / nullif(months.days_complete, 0)
        as daily_users_so_far,
    months.active_users_so_far as monthly_users_so_far,
    months.stickiness,
    months.days_complete,
    months.days_in_period as days_in_month,
    months.is_complete
from mart.active_users as months
where months.period = 'month'
