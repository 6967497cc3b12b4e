-- Reads: ops.lease
-- Grain: the one lease, whose holder is alive
-- Re-run: safe, an overtaken holder renews nothing
update ops.lease
set renewed_at = getdate()
where token = :token
