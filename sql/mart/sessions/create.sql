-- Grain: one session: user_id and session_id, as a session_id alone is not one user's
create or replace view mart.sessions as
select
    plays.user_id,
    plays.session_id,
    min(plays.start_time) as started_at, -- first play, UTC
    max(plays.start_time) as last_play_at, -- UTC
    count(*) as plays, -- of the session
    max(plays.ended_at_second)
    - min(plays.started_at_second) as length_seconds -- from its first play to the end of its last song
from mart.plays as plays
group by plays.user_id, plays.session_id
