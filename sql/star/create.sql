-- Writes: star
-- Reads: nothing
-- Grain: one schema: what analysts query
-- Re-run: safe, an existing schema stays
-- Params: none
create schema if not exists star
