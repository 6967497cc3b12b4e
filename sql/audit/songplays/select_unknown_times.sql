-- Grain: one start_time of the batch's plays that will be in no row of star.time
with unknown as (
    select plays.start_time
    from audit.songplays as plays
    left join audit.time as fresh
        on plays.start_time = fresh.start_time
    where
        plays.start_time is not null
        and fresh.start_time is null
    group by plays.start_time
)

select
    unknown.start_time,
    count(*) over () as unexpected_count
from unknown
left join star.time as known
    on unknown.start_time = known.start_time
where known.start_time is null
order by unknown.start_time
limit 5
