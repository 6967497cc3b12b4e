-- Writes: staging.staging_events
-- Reads: nothing
-- Grain: one log line whose ts is no time that Sparkify existed
-- Re-run: safe
-- Params: earliest, latest
delete from staging.staging_events
where
    ts < cast(:earliest as timestamp)
    or ts > cast(:latest as timestamp)
