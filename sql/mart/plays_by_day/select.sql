-- Grain: one UTC day with plays
-- View: the same of all plays
with days as (
    select
        plays.day,
        count(*) as plays,
        count(distinct plays.user_id) as listeners
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
        and (:artist = '' or plays.artist_name_key = :artist)
        and (:title = '' or plays.title_key = :title)
    group by plays.day
)

select
    days.day,
    days.plays, -- all of the day
    days.listeners, -- distinct users
    coalesce(loaded.is_complete, false) as is_complete
from days
left join mart.days as loaded
    on days.day = loaded.day
order by days.day
