-- Writes: nothing
-- Reads: staging.linked_days
-- Grain: one UTC day of files of the batch that hold events of another day
-- Re-run: safe
-- Params: none
select
    strays.day as file_day,
    strays.linked_day as event_day,
    count(*) over () as unexpected_count
from staging.linked_days as strays
where strays.kind = 'stray'
order by strays.day, strays.linked_day
limit 5
