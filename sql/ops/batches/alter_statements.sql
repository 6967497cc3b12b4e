-- Grain: one published batch; earlier ones were not counted
alter table ops.batches add column statements bigint
