-- Writes: mart.active_users
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists mart.active_users cascade
