-- Grain: one expectation evaluated for one batch
create table if not exists ops.checks (
    batch_id varchar(64) not null, -- a batch, also one that was not published
    table_name varchar(128) not null, -- the table that was checked
    check_name varchar(128) not null, -- name of the expectation in its suite
    expectation varchar(256) not null, -- type of Great Expectations
    subject varchar(1024), -- columns, or what is looked at
    severity varchar(16) not null, -- critical stops the batch, warning is shown
    owner varchar(64) not null, -- who acts on it
    success boolean not null, -- whether it holds
    unexpected_count bigint, -- rows that break it
    element_count bigint, -- rows looked at
    observed_value varchar(16384), -- what was found, where it names no person
    checked_at timestamp not null -- UTC
)
diststyle even
sortkey (checked_at)
