-- Writes: nothing
-- Reads: sys_load_detail
-- Grain: one file that the connection's last COPY read, with its lines (log lines, or objects)
-- Re-run: safe
-- Params: none
select
    trim(files.file_name) as file_uri,
    sum(files.lines_scanned) as line_count
from sys_load_detail as files
where files.query_id = pg_last_copy_id()
group by trim(files.file_name)
