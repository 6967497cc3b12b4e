-- Writes: nothing
-- Reads: mart.plays
-- Grain: one class of session length, of the plays that the filters keep
-- Re-run: safe
-- Params: first_day, last_day, level, location
with chosen as (
    select
        plays.user_id,
        plays.session_id,
        count(*) as plays,
        max(
            datediff(second, cast('2000-01-01' as timestamp), plays.start_time)
            + coalesce(plays.duration_seconds, 0)
        )
        - datediff(second, cast('2000-01-01' as timestamp), min(plays.start_time))
            as length_seconds
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or coalesce(plays.location, 'unknown') = :location)
    group by plays.user_id, plays.session_id
),

buckets as (
    select
        case
            when sessions.length_seconds < 900 then 1
            when sessions.length_seconds < 1800 then 2
            when sessions.length_seconds < 3600 then 3
            when sessions.length_seconds < 7200 then 4
            when sessions.length_seconds < 14400 then 5
            when sessions.length_seconds < 28800 then 6
            else 7
        end as bucket,
        sessions.plays
    from chosen as sessions
)

select
    buckets.bucket,
    case buckets.bucket
        when 1 then 'under 15 min'
        when 2 then '15 to 30 min'
        when 3 then '30 to 60 min'
        when 4 then '1 to 2 h'
        when 5 then '2 to 4 h'
        when 6 then '4 to 8 h'
        else '8 h and more'
    end as length,
    count(*) as sessions,
    cast(sum(buckets.plays) as bigint) as plays,
    avg(cast(buckets.plays as double precision)) as plays_a_session
from buckets
group by buckets.bucket
order by buckets.bucket
