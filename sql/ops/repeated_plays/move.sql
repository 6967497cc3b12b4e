-- Grain: one play of a table that is no more, whose natural key another unit's play has won
-- Re-run: in the transaction that drops ops.repeated_plays
insert into ops.repeated_events
select
    repeated.songplay_id as event_id,
    repeated.start_time,
    repeated.user_id,
    repeated.level,
    repeated.session_id,
    repeated.item_in_session,
    'NextSong' as page,
    null as method,
    null as status,
    repeated.location,
    repeated.user_agent,
    repeated.title,
    repeated.artist_name,
    repeated.duration,
    repeated.file_uri
from ops.repeated_plays as repeated
