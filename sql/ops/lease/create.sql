-- Grain: the one lease: who may write (batch_id null: nobody), and the fencing token that proves it
create table if not exists ops.lease (
    name varchar(64) not null, -- etl, there is one lease
    token bigint not null, -- grows by one with each holder
    batch_id varchar(64), -- of the run that holds it; null is nobody
    holder varchar(1024), -- machine and process of the run
    renewed_at timestamp -- sign of life of the holder, UTC
)
diststyle all
