-- Grain: one file that is left out, with the content that it had
select
    files.uri,
    files.etag,
    files.reason,
    files.quarantined_at
from ops.quarantined_files as files
order by files.uri
