-- Grain: one file, table, column and reason of a batch, with how many lines it lost
select
    rejected.table_name,
    rejected.file_uri,
    rejected.column_name,
    rejected.reason,
    count(*) as line_count,
    min(rejected.line_number) as first_line
from ops.rejected_lines as rejected
where rejected.batch_id = :batch_id
group by rejected.table_name, rejected.file_uri, rejected.column_name, rejected.reason
order by line_count desc, rejected.file_uri, rejected.reason
