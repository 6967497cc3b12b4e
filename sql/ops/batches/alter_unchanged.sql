-- Grain: one published batch, without lines that a batch only read
alter table ops.batches drop column unchanged
