-- Grain: one event whose natural key another unit's event has won
-- Re-run: after ops/repeated_events/delete.sql, in the same transaction
insert into ops.repeated_events
select
    losers.event_id,
    losers.start_time,
    losers.user_id,
    losers.level,
    losers.session_id,
    losers.item_in_session,
    losers.page,
    losers.method,
    losers.status,
    losers.location,
    losers.user_agent,
    losers.title,
    losers.artist_name,
    losers.duration,
    losers.file_uri
from audit.contested_events as losers
where
    losers.file_rank = 1
    and losers.row_rank > 1
