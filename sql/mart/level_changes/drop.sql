-- Writes: mart.level_changes
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists mart.level_changes cascade
