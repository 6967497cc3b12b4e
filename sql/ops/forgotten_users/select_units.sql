-- Grain: one load unit with events of a user who is forgotten and not yet removed, and the time of its events
with events as (
    select
        known.file_uri,
        known.user_id
    from star.events as known
    union all
    select
        repeated.file_uri,
        repeated.user_id
    from ops.repeated_events as repeated
)

select
    units.unit,
    units.first_event_at,
    units.last_event_at
from events
inner join ops.forgotten_users as forgotten
    on events.user_id = forgotten.user_id
inner join ops.load_units as units
    on events.file_uri = units.unit
group by units.unit, units.first_event_at, units.last_event_at
order by units.unit
