-- Reads: nothing
-- Grain: one schema: candidates of one batch, checked before they are published
-- Re-run: safe, an existing schema stays
create schema if not exists audit
