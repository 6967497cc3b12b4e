-- Grain: one of the locations with most plays; null is unknown
-- View: the same of all plays
with ranked as (
    select
        plays.location,
        count(*) as plays,
        count(distinct plays.user_id) as listeners,
        row_number() over (order by count(*) desc, plays.location) as row_rank
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
        and (:artist = '' or plays.artist_name_key = :artist)
        and (:title = '' or plays.title_key = :title)
    group by plays.location
)

select
    ranked.row_rank, -- 1 has most plays
    ranked.location,
    ranked.plays, -- all of the location
    ranked.listeners -- distinct users
from ranked
where ranked.row_rank <= :row_limit
order by ranked.row_rank
