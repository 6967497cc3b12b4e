-- Reads: nothing
-- Grain: one row: the connection itself, and the warehouse's clock in UTC
-- Re-run: safe
select
    pg_backend_pid() as backend_pid,
    getdate() as checked_at
