-- Grain: the one lease, made when there is none
insert into ops.lease (name, token)
select
    'etl' as name,
    0 as token
where not exists (select 1 from ops.lease)
