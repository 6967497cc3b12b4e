-- Reads: nothing
-- Grain: one schema: what analysts query
-- Re-run: safe, an existing schema stays
create schema if not exists star
