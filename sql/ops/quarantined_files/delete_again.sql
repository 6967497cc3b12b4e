-- Reads: nothing
-- Grain: one file that is left out again, with other content
-- Re-run: safe, inside the transaction that publishes
delete from ops.quarantined_files
where uri = :uri
