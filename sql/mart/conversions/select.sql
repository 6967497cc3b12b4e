-- Grain: one ISO week: users who played free, and those of them who went to paid in it
-- View: the same of all plays
with free_users as (
    select
        plays.week,
        plays.user_id
    from mart.plays as plays
    where
        plays.level = 'free'
        and plays.user_id is not null
        and plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:location = '' or plays.place = :location)
    group by plays.week, plays.user_id
),

upgrades as (
    select
        changes.week,
        changes.user_id
    from mart.level_changes as changes
    where
        changes.kind = 'upgrade'
        and changes.changed_at >= cast(:first_day as timestamp)
        and changes.changed_at < dateadd(day, 1, cast(:last_day as timestamp))
        and (:location = '' or changes.place = :location)
    group by changes.week, changes.user_id
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
        windows.period_start as week,
        count(*) as days_complete
    from mart.windows as windows
    where
        windows.period = 'week'
        and windows.is_complete
        and windows.day between cast(:first_day as date) and cast(:last_day as date)
    group by windows.period_start
)

select
    weeks.week, -- Monday of the ISO week
    weeks.free_users, -- users who played free
    weeks.converted_users, -- of these, those who went to paid
    case
        when covered.days_complete = 7
            then cast(weeks.converted_users as double precision) / weeks.free_users
    end as conversion_rate, -- their share; null while not complete
    coalesce(covered.days_complete, 0) as days_complete, -- days of the week that are loaded whole
    coalesce(covered.days_complete, 0) = 7 as is_complete -- whether the week is loaded whole
from weeks
left join covered
    on weeks.week = covered.week
order by weeks.week
