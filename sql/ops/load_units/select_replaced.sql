-- Grain: one load unit that the batch takes out of the star or loads again, with the plays that it has there
select
    units.unit,
    units.plays as known_count
from ops.load_units as units
inner join audit.replaced_units as replaced
    on units.unit = replaced.unit
