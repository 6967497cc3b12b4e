-- Reads: nothing
-- Grain: one published batch
-- Re-run: safe, an existing table stays
create table if not exists ops.batches (
    batch_id varchar(64) not null, -- unique
    token bigint not null, -- fencing token of the lease that published it
    started_at timestamp not null, -- when the run took the lease
    published_at timestamp not null, -- when the ledger was written
    event_files bigint not null, -- loaded
    song_files bigint not null, -- loaded
    size_bytes bigint not null, -- of all files
    first_day date, -- first UTC day in the names of its event files
    last_day date, -- last UTC day in the names of its event files
    lines bigint not null, -- lines of its event files
    songplays bigint not null, -- plays that it published
    other_pages bigint not null, -- lines of pages that are no play
    duplicates bigint not null, -- lines of a play that another line of the batch has
    rejected bigint not null, -- lines that COPY or a rule refused
    matched bigint not null, -- plays whose song is in the catalogue
    repaired_texts bigint not null -- distinct misread texts that were repaired
)
diststyle all
