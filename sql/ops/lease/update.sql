-- Reads: ops.lease
-- Grain: the one lease, taken by a batch
-- Re-run: safe, the token rises once more and the earlier taker is refused
update ops.lease
set
    token = token + 1,
    batch_id = :batch_id,
    holder = :holder,
    renewed_at = getdate()
