-- Reads: nothing
-- Grain: one expectation evaluated for one batch
-- Re-run: safe, an existing table stays
create table if not exists ops.checks (
    batch_id varchar(64) not null,
    table_name varchar(128) not null,
    check_name varchar(128) not null,
    expectation varchar(256) not null,
    subject varchar(1024),
    severity varchar(16) not null,
    owner varchar(64) not null,
    success boolean not null,
    unexpected_count bigint,
    element_count bigint,
    observed_value varchar(16384),
    checked_at timestamp not null
)
diststyle even
sortkey (checked_at)
