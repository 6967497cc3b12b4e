-- Grain: one load unit of which events have changed
update ops.load_units
set digest_sum = cast(:digest_sum as numeric(38, 0))
where unit = :unit
