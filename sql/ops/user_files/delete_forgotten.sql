-- Reads: ops.forgotten_users
-- Grain: one user who is forgotten, and load unit
-- Re-run: safe
delete from ops.user_files
where user_id in (select forgotten.user_id from ops.forgotten_users as forgotten)
