-- Reads: nothing
-- Grain: one schema: views that answer one question each
-- Re-run: safe, an existing schema stays
create schema if not exists mart
