-- Writes: nothing
-- Reads: staging.staging_events
-- Grain: one log line whose ts is no time that Sparkify existed
-- Re-run: safe
-- Params: earliest, latest, most
select
    events.session_id,
    events.item_in_session,
    events.ts
from staging.staging_events as events
where
    events.ts < cast(:earliest as timestamp)
    or events.ts > cast(:latest as timestamp)
order by events.session_id, events.item_in_session
limit :most
