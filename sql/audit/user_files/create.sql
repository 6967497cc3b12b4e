-- Grain: one user and load unit of the batch: the user's newest event in it
create table if not exists audit.user_files (like ops.user_files)
