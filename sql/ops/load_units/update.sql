-- Reads: ops.load_units
-- Grain: one load unit of which plays have changed
-- Re-run: safe
update ops.load_units
set digest_sum = cast(:digest_sum as numeric(38, 0))
where unit = :unit
