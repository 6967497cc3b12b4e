-- Writes: nothing
-- Reads: staging.repeated_plays
-- Grain: one UTC day, with the lines that repeat a play
-- Re-run: safe
-- Params: none
select
    trunc(repeated.ts) as day,
    sum(repeated.line_count - 1) as duplicate_lines
from staging.repeated_plays as repeated
group by trunc(repeated.ts)
order by day
