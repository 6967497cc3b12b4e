-- Writes: mart.sessions_by_length
-- Reads: mart.sessions
-- Grain: one class of session length, from first play to the end of the last song
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.sessions_by_length as
with buckets as (
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
    from mart.sessions as sessions
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
