-- Reads: ops.seen_fields
-- Grain: one field of the lake's files that is not loaded
-- Re-run: safe
select
    fields.kind,
    fields.field_name
from ops.seen_fields as fields
