-- Reads: audit.replaced_units
-- Grain: one load unit that the batch takes out or loads
-- Re-run: safe, inside the transaction that publishes
delete from ops.load_units
where unit in (select replaced.unit from audit.replaced_units as replaced)
