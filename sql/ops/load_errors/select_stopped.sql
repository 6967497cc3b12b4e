-- Reads: sys_load_error_detail, sys_load_history
-- Grain: one line that a COPY refused, of those that were asked to load what a manifest names
-- Re-run: safe
select
    trim(errors.file_name) as file_uri,
    errors.line_number,
    trim(errors.column_name) as column_name,
    trim(errors.column_type) as column_type,
    trim(errors.error_message) as reason
from sys_load_error_detail as errors
inner join sys_load_history as history
    on errors.query_id = history.query_id
where trim(history.data_source) = :manifest
order by file_uri, errors.line_number
