-- Grain: one field of the lake's files that is not loaded
select
    fields.kind,
    fields.field_name
from ops.seen_fields as fields
