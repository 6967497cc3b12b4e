-- Writes: nothing
-- Reads: ops.loaded_files
-- Grain: one loaded file: of songs, and of events within the window
-- Re-run: safe
-- Params: first_day, last_day
select
    files.uri,
    files.kind,
    files.day,
    files.etag,
    files.size_bytes,
    files.batch_id,
    files.unit
from ops.loaded_files as files
where
    files.day is null
    or files.day between cast(:first_day as date) and cast(:last_day as date)
