-- Grain: one start_time of the batch that star.time does not hold
insert into star.time
select
    fresh.start_time,
    fresh.hour,
    fresh.day,
    fresh.week,
    fresh.month,
    fresh.year,
    fresh.weekday
from audit.time as fresh
left join star.time as known
    on fresh.start_time = known.start_time
where known.start_time is null
