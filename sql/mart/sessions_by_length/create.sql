-- Writes: mart.sessions_by_length
-- Reads: mart.sessions, mart.session_lengths
-- Grain: one class of session length; median_length_seconds is that of all sessions
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.sessions_by_length as
with middle as (
    select median(sessions.length_seconds) as median_length_seconds
    from mart.sessions as sessions
),

buckets as (
    select
        lengths.bucket,
        lengths.length,
        count(*) as sessions,
        cast(sum(sessions.plays) as bigint) as plays
    from mart.sessions as sessions
    inner join mart.session_lengths as lengths
        on
        sessions.length_seconds >= coalesce(lengths.from_seconds, sessions.length_seconds)
        and sessions.length_seconds < coalesce(lengths.to_seconds, sessions.length_seconds + 1)
    group by lengths.bucket, lengths.length
)

select
    buckets.bucket,
    buckets.length,
    buckets.sessions,
    buckets.plays,
    cast(buckets.plays as double precision) / buckets.sessions as plays_a_session,
    middle.median_length_seconds
from buckets
cross join middle
