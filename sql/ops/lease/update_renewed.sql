-- Writes: ops.lease
-- Reads: ops.lease
-- Grain: the one lease, whose holder is alive
-- Re-run: safe, an overtaken holder renews nothing
-- Params: token
update ops.lease
set renewed_at = getdate()
where token = :token
