-- Grain: one user who is forgotten, and load unit
delete from ops.user_files
where user_id in (select forgotten.user_id from ops.forgotten_users as forgotten)
