-- Writes: ops
-- Reads: nothing
-- Grain: one schema: what the pipeline knows of itself
-- Re-run: safe, an existing schema stays
-- Params: none
create schema if not exists ops
