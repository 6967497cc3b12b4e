-- Writes: ops.linked_days
-- Reads: nothing
-- Grain: one pair of UTC days that must be rebuilt together, as a file of one holds events of the other
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists ops.linked_days (
    day date not null,
    linked_day date not null
)
diststyle all
