-- Writes: staging.plays
-- Reads: staging.staging_events, staging.repeated_plays
-- Grain: one NextSong event of the batch, each natural key once
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view staging.plays as
select
    events.artist,
    events.auth,
    events.first_name,
    events.gender,
    events.item_in_session,
    events.last_name,
    events.length,
    events.level,
    events.location,
    events.method,
    events.page,
    events.registration,
    events.session_id,
    events.song,
    events.status,
    events.ts,
    events.user_agent,
    events.user_id
from staging.staging_events as events
left join staging.repeated_plays as repeated
    on events.session_id = repeated.session_id
    and events.item_in_session = repeated.item_in_session
where
    events.page = 'NextSong'
    and repeated.session_id is null
union all
select
    repeated.artist,
    repeated.auth,
    repeated.first_name,
    repeated.gender,
    repeated.item_in_session,
    repeated.last_name,
    repeated.length,
    repeated.level,
    repeated.location,
    repeated.method,
    repeated.page,
    repeated.registration,
    repeated.session_id,
    repeated.song,
    repeated.status,
    repeated.ts,
    repeated.user_agent,
    repeated.user_id
from staging.repeated_plays as repeated
