-- Writes: ops.user_days
-- Reads: audit.user_days
-- Grain: one row of audit.user_days
-- Re-run: after ops/user_days/delete.sql, in the same transaction
-- Params: none
insert into ops.user_days
select
    fresh.user_id,
    fresh.day,
    fresh.ts,
    fresh.item_in_session,
    fresh.session_id,
    fresh.first_name,
    fresh.last_name,
    fresh.gender,
    fresh.level
from audit.user_days as fresh
