-- Grain: one event of the log, a play or a view of another page, with what other views group by and the filters look at
create or replace view mart.events as
select
    events.event_id,
    events.is_play,
    events.start_time,
    trunc(events.start_time) as day, -- UTC
    events.user_id,
    events.session_id,
    events.item_in_session,
    events.level,
    events.page,
    events.status,
    events.page = 'Error' or coalesce(events.status, 0) >= 400
        as is_error, -- the page is Error, or the status says so
    events.location,
    coalesce(events.location, 'unknown') as place -- location, or unknown
from star.events as events
