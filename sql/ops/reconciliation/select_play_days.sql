-- Writes: nothing
-- Reads: star.songplays
-- Grain: one UTC day of the window that has plays
-- Re-run: safe
-- Params: first_day, last_day
select
    trunc(plays.start_time) as day,
    count(*) as play_count
from star.songplays as plays
where trunc(plays.start_time) between cast(:first_day as date) and cast(:last_day as date)
group by trunc(plays.start_time)
order by day
