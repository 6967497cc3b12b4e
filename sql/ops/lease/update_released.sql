-- Reads: ops.lease
-- Grain: the one lease, whose holder has ended
-- Re-run: safe, an overtaken holder releases nothing
update ops.lease
set batch_id = null
where token = :token
