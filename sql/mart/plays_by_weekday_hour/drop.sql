-- Writes: mart.plays_by_weekday_hour
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists mart.plays_by_weekday_hour cascade
