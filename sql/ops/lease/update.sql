-- Grain: the one lease, taken by a batch
update ops.lease
set
    token = token + 1,
    batch_id = :batch_id,
    holder = :holder,
    renewed_at = getdate()
