-- Reads: mart.plays
-- Grain: one session: user_id and session_id, as a session_id alone is not one user's
-- Re-run: safe, the view is replaced by itself
create or replace view mart.sessions as
select
    plays.user_id,
    plays.session_id,
    min(plays.start_time) as started_at,
    max(plays.start_time) as last_play_at,
    count(*) as plays,
    max(plays.ended_at_second) - min(plays.started_at_second) as length_seconds
from mart.plays as plays
group by plays.user_id, plays.session_id
