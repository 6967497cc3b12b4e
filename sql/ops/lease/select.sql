-- Grain: the one lease, with the seconds since its holder was last heard of
select
    lease.token,
    lease.batch_id,
    lease.holder,
    datediff(second, lease.renewed_at, getdate()) as silent_seconds
from ops.lease as lease
