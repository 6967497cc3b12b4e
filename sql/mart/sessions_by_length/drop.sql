-- Writes: mart.sessions_by_length
-- Reads: nothing
-- Grain: the view, and all views that read it
-- Re-run: safe
-- Params: none
drop view if exists mart.sessions_by_length cascade
