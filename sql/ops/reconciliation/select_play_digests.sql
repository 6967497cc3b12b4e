-- Writes: nothing
-- Reads: star.songplays, star.time
-- Grain: one UTC day of the window that has plays; digest_sum, whatever their order, tells all that log lines give them
-- Re-run: safe
-- Params: first_day, last_day
with plays as (
    select
        start_time,
        md5(
            cast(songplay_id as varchar)
            || '|' || cast(datediff(ms, cast('1970-01-01' as timestamp), start_time) as varchar)
            || '|' || coalesce(user_id, '')
            || '|' || coalesce(level, '')
            || '|' || coalesce(location, '')
            || '|' || coalesce(user_agent, '')
            || '|' || coalesce(title, '')
            || '|' || coalesce(artist_name, '')
            || '|' || coalesce(cast(cast(round(duration * 100000) as bigint) as varchar), '')
        ) as digest
    from star.songplays
    where trunc(start_time) between cast(:first_day as date) and cast(:last_day as date)
)

-- 15 of the 32 digits: a number of 60 bits, which BIGINT holds
select
    trunc(plays.start_time) as day,
    count(*) as row_count,
    sum(strtol(left(plays.digest, 15), 16)) as digest_sum
from plays
inner join star.time as times
    on plays.start_time = times.start_time
group by trunc(plays.start_time)
order by day
