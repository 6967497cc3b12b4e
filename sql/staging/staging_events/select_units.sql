-- Writes: nothing
-- Reads: staging.staging_events
-- Grain: one load unit of the batch: its lines in staging, those that are plays, and its first and last event; file_uri is null for lines without a unit
-- Re-run: safe
-- Params: none
select
    events.file_uri as unit,
    count(*) as line_count,
    sum(case when events.page = 'NextSong' then 1 else 0 end) as play_count,
    min(events.ts) as first_event_at,
    max(events.ts) as last_event_at
from staging.staging_events as events
group by events.file_uri
order by events.file_uri
