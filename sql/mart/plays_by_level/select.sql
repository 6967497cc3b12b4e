-- Grain: one UTC day and level, as it was at the play; level_listeners are those of all days
-- View: the same of all plays
with user_days as (
    select
        plays.day,
        coalesce(plays.level, '') as level_key,
        plays.user_id,
        count(*) as plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.day, coalesce(plays.level, ''), plays.user_id
),

levels as (
    select
        user_days.level_key,
        count(distinct user_days.user_id) as level_listeners
    from user_days
    group by user_days.level_key
)

select
    user_days.day,
    nullif(user_days.level_key, '') as level, -- free or paid; null is unknown
    cast(sum(user_days.plays) as bigint) as plays, -- all of the day and level
    count(user_days.user_id) as listeners, -- distinct users of the day and level
    levels.level_listeners -- distinct users of the level
from user_days
inner join levels
    on user_days.level_key = levels.level_key
group by user_days.day, user_days.level_key, levels.level_listeners
order by user_days.day, user_days.level_key
