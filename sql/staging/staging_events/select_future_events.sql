-- Grain: one UTC day that lies more than a day ahead of the warehouse's clock, with its events
with events as (
    select
        trunc(events.ts) as day,
        count(*) as event_count
    from staging.staging_events as events
    where events.ts > dateadd(day, 1, getdate())
    group by trunc(events.ts)
)

select
    events.day,
    events.event_count,
    sum(events.event_count) over () as unexpected_count
from events
order by events.day
limit 5
