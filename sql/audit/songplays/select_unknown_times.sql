-- Writes: nothing
-- Reads: audit.songplays, audit.time, star.time, staging.batch_days
-- Grain: one start_time of the batch's plays that will be in no row of star.time
-- Re-run: safe
-- Params: none
with unknown as (
    select plays.start_time
    from audit.songplays as plays
    left join audit.time as fresh
        on plays.start_time = fresh.start_time
    where
        plays.start_time is not null
        and fresh.start_time is null
    group by plays.start_time
),

known as (
    select moments.start_time
    from star.time as moments
    inner join unknown
        on moments.start_time = unknown.start_time
    left join staging.batch_days as days
        on trunc(moments.start_time) = days.day
        and days.is_whole
    where days.day is null -- publish deletes the times of rebuilt days
)

select
    unknown.start_time,
    count(*) over () as unexpected_count
from unknown
left join known
    on unknown.start_time = known.start_time
where known.start_time is null
order by unknown.start_time
limit 5
