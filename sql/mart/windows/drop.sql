-- Writes: mart.windows
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists mart.windows cascade
