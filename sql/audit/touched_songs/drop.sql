-- Writes: audit.touched_songs
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists audit.touched_songs cascade
