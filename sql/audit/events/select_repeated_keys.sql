-- Grain: one songplay_id or page_view_id that several rows have
with repeated as (
    select
        events.event_id,
        events.is_play,
        count(*) as row_count
    from audit.events as events
    group by events.event_id, events.is_play
    having count(*) > 1
)

select
    repeated.event_id,
    repeated.is_play,
    repeated.row_count,
    count(*) over () as unexpected_count
from repeated
order by repeated.event_id, repeated.is_play
limit 5
