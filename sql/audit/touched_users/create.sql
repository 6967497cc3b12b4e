-- Reads: ops.user_files, audit.replaced_units, audit.user_files
-- Grain: one user whose row the batch may change
-- Re-run: safe, the view is replaced by itself
create or replace view audit.touched_users as
select known.user_id
from ops.user_files as known
inner join audit.replaced_units as replaced
    on known.file_uri = replaced.unit
union
select fresh.user_id
from audit.user_files as fresh
