-- Writes: ops.user_files
-- Reads: ops.forgotten_users
-- Grain: one user who is forgotten, and load unit
-- Re-run: safe
-- Params: none
delete from ops.user_files
where user_id in (select forgotten.user_id from ops.forgotten_users as forgotten)
