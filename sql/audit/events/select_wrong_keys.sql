-- Grain: one event whose id is not made of its natural key
select
    events.event_id,
    events.is_play,
    events.session_id,
    events.item_in_session,
    count(*) over () as unexpected_count
from audit.events as events
where events.event_id <> events.session_id * 1000000 + events.item_in_session
order by events.event_id, events.is_play
limit 5
