-- Writes: audit.touched_artists
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists audit.touched_artists cascade
