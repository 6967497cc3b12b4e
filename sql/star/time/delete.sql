-- Writes: star.time
-- Reads: nothing
-- Grain: one row of a span of days that the batch rebuilds
-- Re-run: safe, inside the transaction that publishes
-- Params: span_start, span_end
delete from star.time
where
    start_time >= :span_start
    and start_time < :span_end
