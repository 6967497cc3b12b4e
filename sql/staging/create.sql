-- Reads: nothing
-- Grain: one schema: what one batch has read, emptied after it is published
-- Re-run: safe, an existing schema stays
create schema if not exists staging
