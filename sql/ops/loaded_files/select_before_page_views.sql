-- Grain: one loaded file, in a ledger that does not know page views yet
select
    files.uri,
    files.kind,
    files.etag,
    files.size_bytes,
    files.batch_id,
    files.unit,
    false as has_page_views
from ops.loaded_files as files
