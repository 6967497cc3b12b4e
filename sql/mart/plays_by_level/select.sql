-- Writes: nothing
-- Reads: mart.plays
-- Grain: one UTC day and level, as it was at the play
-- Re-run: safe
-- Params: first_day, last_day, level, location
-- View: the same of all plays
select
    plays.day,
    plays.level,
    count(*) as plays,
    count(distinct plays.user_id) as listeners
from mart.plays as plays
where
    plays.start_time >= cast(:first_day as timestamp)
    and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
    and (:level = '' or plays.level = :level)
    and (:location = '' or plays.place = :location)
group by plays.day, plays.level
order by plays.day, plays.level
