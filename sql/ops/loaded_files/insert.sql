-- Grain: one file that the batch loads
-- Re-run: after ops/loaded_files/delete.sql, in the same transaction
insert into ops.loaded_files
select
    files.uri,
    files.kind,
    files.day,
    files.etag,
    files.size_bytes,
    cast(:batch_id as varchar(64)) as batch_id,
    cast(:loaded_at as timestamp) as loaded_at,
    files.unit
from staging.batch_files as files
where files.purpose = 'load'
