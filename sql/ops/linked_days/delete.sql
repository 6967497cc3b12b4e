-- Writes: ops.linked_days
-- Reads: staging.batch_days
-- Grain: one pair of which a day is rebuilt whole; the batch has both and has looked anew
-- Re-run: safe, inside the transaction that publishes
-- Params: none
delete from ops.linked_days
where
    day in (
        select days.day
        from staging.batch_days as days
        where days.is_whole
    )
    or linked_day in (
        select days.day
        from staging.batch_days as days
        where days.is_whole
    )
