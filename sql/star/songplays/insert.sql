-- Grain: one row of audit.songplays
-- Re-run: after star/songplays/delete.sql, in the same transaction
insert into star.songplays
select
    fresh.songplay_id,
    fresh.start_time,
    fresh.user_id,
    fresh.level,
    fresh.song_id,
    fresh.artist_id,
    fresh.session_id,
    fresh.item_in_session,
    fresh.location,
    fresh.user_agent,
    fresh.title,
    fresh.artist_name,
    fresh.duration,
    fresh.file_uri
from audit.songplays as fresh
