-- Grain: one user whose row the batch may change
create or replace view audit.touched_users as
select known.user_id
from ops.user_files as known
inner join audit.replaced_units as replaced
    on known.file_uri = replaced.unit
union
select fresh.user_id
from audit.user_files as fresh
