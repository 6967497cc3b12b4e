-- Grain: one load unit that the batch takes out or loads
-- Re-run: inside the transaction that publishes
delete from ops.load_units
where unit in (select replaced.unit from audit.replaced_units as replaced)
