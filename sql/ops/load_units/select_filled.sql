-- Grain: one load unit with the share of its lines that fill each column, as JSON
select
    units.unit,
    units.filled_shares
from ops.load_units as units
order by units.last_event_at desc nulls last, units.unit
limit 60
