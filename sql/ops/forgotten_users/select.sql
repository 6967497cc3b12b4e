-- Reads: ops.forgotten_users
-- Grain: one user who asked to be forgotten
-- Re-run: safe
select forgotten.user_id
from ops.forgotten_users as forgotten
order by forgotten.user_id
