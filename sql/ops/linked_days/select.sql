-- Writes: nothing
-- Reads: ops.linked_days
-- Grain: one pair of UTC days: stray, a file of the first holds events of the other; repeat, both have lines of one play
-- Re-run: safe
-- Params: none
select
    links.kind,
    links.day,
    links.linked_day
from ops.linked_days as links
