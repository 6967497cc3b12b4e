-- Writes: audit.current_catalogue
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists audit.current_catalogue cascade
