-- Writes: nothing
-- Reads: staging.staging_events
-- Grain: one UTC day of the batch's events, by their ts
-- Re-run: safe
-- Params: none
select
    trunc(events.ts) as day,
    count(*) as line_count,
    sum(case when events.page = 'NextSong' then 1 else 0 end) as play_count
from staging.staging_events as events
group by trunc(events.ts)
order by day
