-- Grain: the one lease, whose holder has ended
update ops.lease
set batch_id = null
where token = :token
