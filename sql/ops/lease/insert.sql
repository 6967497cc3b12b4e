-- Reads: ops.lease
-- Grain: the one lease, made when there is none
-- Re-run: safe, a lease that is there stays
insert into ops.lease (name, token)
select
    'etl' as name,
    0 as token
where not exists (select 1 from ops.lease)
