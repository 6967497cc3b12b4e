-- Writes: staging.linked_days
-- Reads: nothing
-- Grain: one pair of UTC days of the batch: stray, a file of the first holds events of the other; repeat, both have lines of one play
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists staging.linked_days (
    kind varchar(16) not null,
    day date not null,
    linked_day date not null
)
diststyle all
