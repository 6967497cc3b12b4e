-- Reads: nothing
-- Grain: one row: what the connection's last COPY loaded
-- Re-run: safe
select pg_last_copy_count() as row_count
