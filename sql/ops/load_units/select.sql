-- Grain: one load unit of events in the ledger
select
    units.unit,
    units.day,
    units.plays,
    units.page_views,
    units.first_event_at,
    units.last_event_at,
    units.digest_sum
from ops.load_units as units
order by units.unit
