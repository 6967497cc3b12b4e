-- Reads: ops.user_files
-- Grain: one user and load unit of the batch: the user's newest event in it
-- Re-run: safe, an existing table stays
create table if not exists audit.user_files (like ops.user_files)
