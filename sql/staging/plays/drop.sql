-- Writes: staging.plays
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists staging.plays cascade
