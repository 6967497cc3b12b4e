-- Grain: one row of audit.users
-- Re-run: after star/users/delete.sql, in the same transaction
insert into star.users
select
    fresh.user_id,
    fresh.first_name,
    fresh.last_name,
    fresh.gender,
    fresh.level,
    fresh.last_event_at
from audit.users as fresh
