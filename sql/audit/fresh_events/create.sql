-- Grain: one event that the batch brings into the star: of its files, or of another file, whose line counts now that the winner goes
create or replace view audit.fresh_events as
select
    events.session_id,
    events.item_in_session,
    events.ts as start_time,
    events.user_id,
    events.level,
    events.page,
    events.method,
    events.status,
    events.location,
    events.user_agent,
    events.artist,
    events.song,
    events.length,
    events.file_uri
from staging.staging_events as events
left join audit.contested_events as contested
    on events.session_id = contested.session_id
    and events.item_in_session = contested.item_in_session
    and contested.row_rank = 1
where contested.event_id is null
union all
select
    winners.session_id,
    winners.item_in_session,
    winners.start_time,
    winners.user_id,
    winners.level,
    winners.page,
    winners.method,
    winners.status,
    winners.location,
    winners.user_agent,
    winners.artist_name as artist,
    winners.title as song,
    winners.duration as length,
    winners.file_uri
from audit.contested_events as winners
where
    winners.row_rank = 1
    and winners.source <> 'star'
