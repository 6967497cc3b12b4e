-- Grain: one user who asked to be forgotten
select forgotten.user_id
from ops.forgotten_users as forgotten
order by forgotten.user_id
