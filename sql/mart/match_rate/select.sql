-- Grain: one UTC day: plays whose song the catalogue holds
-- View: the same of all plays
select
    plays.day,
    count(*) as plays, -- all of the day
    count(plays.song_id) as matched_plays, -- plays whose song is in the catalogue
    cast(count(plays.song_id) as double precision) / count(*) as match_rate -- share, 0 to 1
from mart.plays as plays
where
    plays.start_time >= cast(:first_day as timestamp)
    and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
    and (:level = '' or plays.level = :level)
    and (:location = '' or plays.place = :location)
group by plays.day
order by plays.day
