-- Grain: one start_time that several rows have
with repeated as (
    select
        moments.start_time,
        count(*) as row_count
    from audit.time as moments
    group by moments.start_time
    having count(*) > 1
)

select
    repeated.start_time,
    repeated.row_count,
    count(*) over () as unexpected_count
from repeated
order by repeated.start_time
limit 5
