-- Reads: nothing
-- Grain: the one lease: who may write (batch_id null: nobody), and the fencing token that proves it
-- Re-run: safe, an existing table stays
create table if not exists ops.lease (
    name varchar(64) not null,
    token bigint not null,
    batch_id varchar(64),
    holder varchar(1024),
    renewed_at timestamp
)
diststyle all
