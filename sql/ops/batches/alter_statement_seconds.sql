-- Grain: one published batch; earlier ones were not timed
alter table ops.batches add column statement_seconds double precision
