-- Grain: one class of session length, of the plays that the filters keep
-- View: the same of all plays
with chosen as (
    select
        plays.user_id,
        plays.session_id,
        count(*) as plays,
        max(plays.ended_at_second) - min(plays.started_at_second) as length_seconds
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.user_id, plays.session_id
),

middle as (
    select median(sessions.length_seconds) as median_length_seconds
    from chosen as sessions
),

buckets as (
    select
        lengths.bucket,
        lengths.length,
        count(*) as sessions,
        cast(sum(sessions.plays) as bigint) as plays
    from chosen as sessions
    inner join mart.session_lengths as lengths
        on
        sessions.length_seconds >= coalesce(lengths.from_seconds, sessions.length_seconds)
        and sessions.length_seconds < coalesce(lengths.to_seconds, sessions.length_seconds + 1)
    group by lengths.bucket, lengths.length
)

select
    buckets.bucket,
    buckets.length,
    buckets.sessions, -- of the class
    buckets.plays, -- of these sessions
    cast(buckets.plays as double precision) / buckets.sessions as plays_a_session, -- mean
    middle.median_length_seconds -- of all sessions, whatever their class
from buckets
cross join middle
order by buckets.bucket
