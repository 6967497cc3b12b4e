-- Writes: ops.batches
-- Reads: nothing
-- Grain: one published batch, without lines that a batch only read
-- Re-run: safe, it runs while the column is there
-- Params: none
alter table ops.batches drop column unchanged
