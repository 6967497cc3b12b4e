-- Grain: the one lease, whose holder is alive
update ops.lease
set renewed_at = getdate()
where token = :token
