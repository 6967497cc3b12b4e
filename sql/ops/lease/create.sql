-- Writes: ops.lease
-- Reads: nothing
-- Grain: one lease: who may write, and the fencing token that tells so
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists ops.lease (
    name varchar(64) not null,
    token bigint not null,
    batch_id varchar(64),
    holder varchar(1024),
    backend_pid integer,
    acquired_at timestamp,
    renewed_at timestamp
)
diststyle all
