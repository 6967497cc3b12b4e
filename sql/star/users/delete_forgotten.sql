-- Reads: ops.forgotten_users
-- Grain: one user who is forgotten
-- Re-run: safe
delete from star.users
where user_id in (select forgotten.user_id from ops.forgotten_users as forgotten)
