-- Writes: audit.touched_users
-- Reads: ops.user_days, staging.batch_days, audit.user_days
-- Grain: one user whose row the batch may change
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view audit.touched_users as
select known.user_id
from ops.user_days as known
inner join staging.batch_days as days
    on known.day = days.day
union
select fresh.user_id
from audit.user_days as fresh
