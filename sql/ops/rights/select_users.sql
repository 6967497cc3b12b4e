-- Grain: one user of the database
select trim(users.usename) as user_name
from pg_user as users
