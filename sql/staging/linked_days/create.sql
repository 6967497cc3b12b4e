-- Writes: staging.linked_days
-- Reads: nothing
-- Grain: one pair of UTC days of the batch that must be rebuilt together from now on
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists staging.linked_days (
    day date not null,
    linked_day date not null
)
diststyle all
