-- Grain: one line that a COPY refused
select
    trim(errors.file_name) as file_uri,
    errors.line_number,
    trim(errors.column_name) as column_name,
    trim(errors.column_type) as column_type,
    trim(errors.error_message) as reason
from sys_load_error_detail as errors
where errors.query_id = :query_id
order by file_uri, errors.line_number
