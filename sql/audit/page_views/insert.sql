-- Grain: one event of the batch that is no play
-- Re-run: delete audit.page_views first, in the same transaction
insert into audit.page_views
select
    events.session_id * 1000000 + events.item_in_session as page_view_id,
    events.start_time,
    nullif(trim(events.user_id), '') as user_id,
    events.level,
    events.session_id,
    events.item_in_session,
    events.page,
    events.method,
    events.status,
    nullif(trim(coalesce(locations.repaired, events.location)), '') as location,
    nullif(trim(both '" ' from events.user_agent), '') as user_agent,
    events.file_uri
from audit.fresh_events as events
left join staging.repaired_texts as locations
    on events.location = locations.broken
where events.page <> 'NextSong'
