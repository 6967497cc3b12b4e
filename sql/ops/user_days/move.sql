-- Grain: one user and UTC day of a table that is no more, as a row of an unknown file
-- Re-run: in the transaction that drops ops.user_days
insert into ops.user_files
select
    days.user_id,
    'unknown' as file_uri,
    days.ts,
    days.item_in_session,
    days.session_id,
    days.first_name,
    days.last_name,
    days.gender,
    days.level
from ops.user_days as days
