-- Grain: one loaded file
select
    files.uri,
    files.kind,
    files.etag,
    files.size_bytes,
    files.batch_id,
    files.unit
from ops.loaded_files as files
