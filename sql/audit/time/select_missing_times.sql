-- Writes: nothing
-- Reads: staging.plays, audit.time
-- Grain: one start_time of the batch's plays that has no row
-- Re-run: safe
-- Params: none
with wanted as (
    select plays.ts as start_time
    from staging.plays as plays
    left join audit.time as fresh
        on plays.ts = fresh.start_time
    where fresh.start_time is null
    group by plays.ts
)

select
    wanted.start_time,
    count(*) over () as unexpected_count
from wanted
order by wanted.start_time
limit 5
