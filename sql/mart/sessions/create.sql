-- Writes: mart.sessions
-- Reads: mart.plays
-- Grain: one session: user_id and session_id, as a session_id alone is not one user's
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.sessions as
select
    plays.user_id,
    plays.session_id,
    min(plays.start_time) as started_at,
    max(plays.start_time) as last_play_at,
    count(*) as plays,
    max(
        datediff(second, cast('2000-01-01' as timestamp), plays.start_time)
        + coalesce(plays.duration_seconds, 0)
    )
    - datediff(second, cast('2000-01-01' as timestamp), min(plays.start_time)) as length_seconds
from mart.plays as plays
group by plays.user_id, plays.session_id
