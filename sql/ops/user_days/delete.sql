-- Writes: ops.user_days
-- Reads: staging.batch_days
-- Grain: one user and day that the batch replaces
-- Re-run: safe, inside the transaction that publishes
-- Params: none
delete from ops.user_days
where day in (select days.day from staging.batch_days as days)
