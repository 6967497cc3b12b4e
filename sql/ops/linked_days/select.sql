-- Writes: nothing
-- Reads: ops.linked_days
-- Grain: one pair of UTC days that must be rebuilt together
-- Re-run: safe
-- Params: none
select
    links.day,
    links.linked_day
from ops.linked_days as links
