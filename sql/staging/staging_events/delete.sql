-- Writes: staging.staging_events
-- Reads: nothing
-- Grain: one log line of the batch; (session_id, item_in_session) is its key, which the log may repeat
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from staging.staging_events
