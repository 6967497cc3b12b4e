-- Grain: the connection's last COPY; none while the view does not show it yet
select
    history.query_id,
    history.loaded_rows as row_count,
    history.error_count
from sys_load_history as history
where history.query_id = pg_last_copy_id()
