-- Grain: one published batch
create table if not exists ops.batches (
    batch_id varchar(64) not null, -- unique
    token bigint not null, -- fencing token of the lease that published it
    started_at timestamp not null, -- when it was planned, UTC
    published_at timestamp not null, -- UTC
    event_files bigint not null, -- loaded
    song_files bigint not null, -- loaded
    size_bytes bigint not null, -- of all files
    first_day date, -- first UTC day in the names of its event files
    last_day date, -- last UTC day in the names of its event files
    lines bigint not null, -- lines of its event files
    songplays bigint not null, -- lines that became a play
    page_views bigint not null, -- lines that became a page view
    duplicates bigint not null, -- lines that repeat the key of an event, in their file or another
    rejected bigint not null, -- lines that COPY or a rule refused
    matched bigint not null, -- plays whose song is in the catalogue
    repaired_texts bigint not null, -- distinct misread texts that were repaired
    statements bigint, -- sent until it was published, checks included
    statement_seconds double precision -- that these took, those at the same time added up
)
diststyle all
