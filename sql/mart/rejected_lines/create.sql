-- Grain: one batch, file, table and reason for which lines were refused
create or replace view mart.rejected_lines as
select
    rejected.batch_id,
    rejected.table_name,
    rejected.file_uri,
    rejected.reason,
    count(*) as lines, -- how many
    min(rejected.line_number) as first_line, -- lowest number of a line
    max(rejected.rejected_at) as rejected_at -- of the newest, UTC
from ops.rejected_lines as rejected
group by rejected.batch_id, rejected.table_name, rejected.file_uri, rejected.reason
