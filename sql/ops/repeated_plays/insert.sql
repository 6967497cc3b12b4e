-- Grain: one play whose natural key another unit's play has won
-- Re-run: after ops/repeated_plays/delete.sql, in the same transaction
insert into ops.repeated_plays
select
    losers.songplay_id,
    losers.start_time,
    losers.user_id,
    losers.level,
    losers.session_id,
    losers.item_in_session,
    losers.location,
    losers.user_agent,
    losers.title,
    losers.artist_name,
    losers.duration,
    losers.file_uri
from audit.contested_plays as losers
where
    losers.file_rank = 1
    and losers.row_rank > 1
