-- Grain: one row that the batch replaces or takes away
-- Re-run: inside the transaction that publishes
delete from star.users
where user_id in (select touched.user_id from audit.touched_users as touched)
