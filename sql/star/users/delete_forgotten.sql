-- Grain: one user who is forgotten
delete from star.users
where user_id in (select forgotten.user_id from ops.forgotten_users as forgotten)
