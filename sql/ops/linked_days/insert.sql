-- Writes: ops.linked_days
-- Reads: staging.linked_days, ops.linked_days
-- Grain: one pair of UTC days of the batch that the table does not hold
-- Re-run: after ops/linked_days/delete.sql, in the same transaction
-- Params: none
insert into ops.linked_days
select
    fresh.kind,
    fresh.day,
    fresh.linked_day
from staging.linked_days as fresh
left join ops.linked_days as known
    on fresh.kind = known.kind
    and fresh.day = known.day
    and fresh.linked_day = known.linked_day
where known.day is null
group by fresh.kind, fresh.day, fresh.linked_day
