-- Writes: ops.linked_days
-- Reads: staging.linked_days
-- Grain: one pair of UTC days of the batch
-- Re-run: after ops/linked_days/delete.sql, in the same transaction
-- Params: none
insert into ops.linked_days
select
    fresh.day,
    fresh.linked_day
from staging.linked_days as fresh
group by fresh.day, fresh.linked_day
