-- Writes: mart.plays_by_day
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists mart.plays_by_day cascade
