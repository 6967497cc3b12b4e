-- Grain: one row of audit.user_files
-- Re-run: after ops/user_files/delete.sql, in the same transaction
insert into ops.user_files
select
    fresh.user_id,
    fresh.file_uri,
    fresh.ts,
    fresh.item_in_session,
    fresh.session_id,
    fresh.first_name,
    fresh.last_name,
    fresh.gender,
    fresh.level
from audit.user_files as fresh
