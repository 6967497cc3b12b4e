-- Writes: staging.staging_events
-- Reads: nothing
-- Grain: one log line whose ts or natural key the star cannot take
-- Re-run: safe
-- Params: earliest, latest
delete from staging.staging_events
where
    ts < cast(:earliest as timestamp)
    or ts > cast(:latest as timestamp)
    or item_in_session not between 0 and 999999
    or session_id not between 0 and 9223372036853
