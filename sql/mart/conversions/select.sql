-- Writes: nothing
-- Reads: mart.plays, mart.level_changes, mart.days
-- Grain: one ISO week: users who played free, and those of them who went to paid in it
-- Re-run: safe
-- Params: first_day, last_day, location
with free_users as (
    select
        cast(date_trunc('week', plays.day) as date) as week,
        plays.user_id
    from mart.plays as plays
    where
        plays.level = 'free'
        and plays.user_id is not null
        and plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:location = '' or coalesce(plays.location, 'unknown') = :location)
    group by cast(date_trunc('week', plays.day) as date), plays.user_id
),

upgrades as (
    select
        cast(date_trunc('week', changes.changed_at) as date) as week,
        changes.user_id
    from mart.level_changes as changes
    where
        changes.kind = 'upgrade'
        and changes.changed_at >= cast(:first_day as timestamp)
        and changes.changed_at < dateadd(day, 1, cast(:last_day as timestamp))
        and (:location = '' or coalesce(changes.location, 'unknown') = :location)
    group by cast(date_trunc('week', changes.changed_at) as date), changes.user_id
),

weeks as (
    select
        free_users.week,
        count(*) as free_users,
        count(upgrades.user_id) as converted_users
    from free_users
    left join upgrades
        on
        free_users.week = upgrades.week
        and free_users.user_id = upgrades.user_id
    group by free_users.week
),

covered as (
    select
        cast(date_trunc('week', days.day) as date) as week,
        count(*) as days_complete
    from mart.days as days
    where
        days.is_complete
        and days.day between cast(:first_day as date) and cast(:last_day as date)
    group by cast(date_trunc('week', days.day) as date)
)

select
    weeks.week,
    weeks.free_users,
    weeks.converted_users,
    case
        when covered.days_complete = 7
            then cast(weeks.converted_users as double precision) / weeks.free_users
    end as conversion_rate,
    coalesce(covered.days_complete, 0) as days_complete,
    coalesce(covered.days_complete, 0) = 7 as is_complete
from weeks
left join covered
    on weeks.week = covered.week
order by weeks.week
