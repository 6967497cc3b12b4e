-- Grain: one load unit of events whose lines are in the star: nearly always a file; lines = plays + page_views + duplicates + rejected; digest_sum shows the content of its plays and page views, whatever their order
create table if not exists ops.load_units (
    unit varchar(4096) not null, -- what its rows are stamped with
    batch_id varchar(64) not null, -- of the batch that loaded it
    day date, -- UTC day in the name; null without one
    files bigint not null, -- files that share the unit, 1 as a rule
    lines bigint not null, -- lines of its files
    plays bigint not null, -- plays, each key once
    page_views bigint, -- events that are no play, each key once; null when loaded before they were kept
    duplicates bigint not null, -- lines that repeat an event of the unit
    rejected bigint not null, -- lines that COPY or a rule refused
    first_event_at timestamp, -- of all its events, UTC
    last_event_at timestamp, -- of all its events, UTC
    digest_sum numeric(38, 0) not null, -- sum of a hash of each event, whatever their order
    filled_shares varchar(4096) -- how many of its lines fill which column, as JSON
)
diststyle all
