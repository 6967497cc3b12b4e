-- Writes: nothing
-- Reads: staging.staging_events
-- Grain: one log line whose ts or natural key the star cannot take
-- Re-run: safe
-- Params: earliest, latest, most
select
    events.file_uri,
    events.session_id,
    events.item_in_session,
    events.ts
from staging.staging_events as events
where
    events.ts < cast(:earliest as timestamp)
    or events.ts > cast(:latest as timestamp)
    or events.item_in_session not between 0 and 999999
    or events.session_id not between 0 and 9223372036853
order by events.file_uri, events.session_id, events.item_in_session
limit :most
