-- Writes: nothing
-- Reads: ops.lease
-- Grain: the one lease
-- Re-run: safe
-- Params: none
select
    lease.token,
    lease.batch_id,
    lease.holder,
    lease.backend_pid,
    lease.acquired_at,
    lease.renewed_at,
    getdate() as checked_at
from ops.lease as lease
