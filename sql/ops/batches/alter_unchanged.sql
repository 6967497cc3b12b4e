-- Reads: nothing
-- Grain: one published batch, without lines that a batch only read
-- Re-run: safe, it runs while the column is there
alter table ops.batches drop column unchanged
