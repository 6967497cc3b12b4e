-- Writes: staging.staging_events
-- Reads: staging.batch_days
-- Grain: one event of a UTC day that the batch only reads for another day; the star has it already
-- Re-run: safe, inside the transaction that copies
-- Params: none
delete from staging.staging_events
where trunc(ts) not in (select days.day from staging.batch_days as days)
