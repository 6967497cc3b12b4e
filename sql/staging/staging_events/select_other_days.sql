-- Grain: one load unit of a day and one other UTC day that events in it belong to
with units as (
    select
        files.unit,
        files.day
    from staging.batch_files as files
    where
        files.kind = 'events'
        and files.purpose = 'load'
        and files.day is not null
    group by files.unit, files.day
),

events as (
    select
        events.file_uri,
        trunc(events.ts) as day,
        count(*) as event_count
    from staging.staging_events as events
    group by events.file_uri, trunc(events.ts)
)

select
    units.unit,
    units.day as file_day,
    events.day as event_day,
    events.event_count,
    sum(events.event_count) over () as unexpected_count
from units
inner join events
    on units.unit = events.file_uri
    and units.day <> events.day
order by units.unit, events.day
limit 5
