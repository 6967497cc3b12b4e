-- Reads: nothing
-- Grain: one schema: what the pipeline knows of itself
-- Re-run: safe, an existing schema stays
create schema if not exists ops
