-- Writes: audit.touched_keys
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists audit.touched_keys cascade
