-- Writes: nothing
-- Reads: staging.staging_events
-- Grain: one UTC day of the batch's events, with the lines of each sort
-- Re-run: safe
-- Params: none
with staged as (
    select
        trunc(events.ts) as day,
        count(*) as line_count,
        sum(case when events.page = 'NextSong' then 1 else 0 end) as play_lines
    from staging.staging_events as events
    group by trunc(events.ts)
)

select
    staged.day,
    staged.line_count,
    staged.play_lines
from staged
order by staged.day
