-- Writes: nothing
-- Reads: mart.plays
-- Grain: one row: sessions of the plays that the filters keep
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
)

select
    count(*) as sessions,
    median(chosen.length_seconds) as median_length_seconds,
    avg(cast(chosen.plays as double precision)) as plays_a_session
from chosen
