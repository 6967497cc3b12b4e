-- Grain: one role
select role_name
from svv_roles
