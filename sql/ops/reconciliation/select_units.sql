-- Grain: one load unit with plays in a span of time; digest_sum, whatever their order, changes with all that log lines give them
with plays as (
    select
        known.file_uri,
        known.songplay_id,
        known.start_time,
        known.user_id,
        known.level,
        known.location,
        known.user_agent,
        known.title,
        known.artist_name,
        known.duration
    from star.songplays as known
    where
        known.start_time
        between cast(:first_start as timestamp) and cast(:last_start as timestamp)
    union all
    select
        repeated.file_uri,
        repeated.songplay_id,
        repeated.start_time,
        repeated.user_id,
        repeated.level,
        repeated.location,
        repeated.user_agent,
        repeated.title,
        repeated.artist_name,
        repeated.duration
    from ops.repeated_plays as repeated
    where
        repeated.start_time
        between cast(:first_start as timestamp) and cast(:last_start as timestamp)
),

digests as (
    select
        plays.file_uri,
        md5(
            cast(plays.songplay_id as varchar)
            || '|' || cast(
                datediff(ms, cast('1970-01-01' as timestamp), plays.start_time) as varchar
            )
            || '|' || coalesce(plays.user_id, '')
            || '|' || coalesce(plays.level, '')
            || '|' || coalesce(plays.location, '')
            || '|' || coalesce(plays.user_agent, '')
            || '|' || coalesce(plays.title, '')
            || '|' || coalesce(plays.artist_name, '')
            || '|' || coalesce(cast(cast(round(plays.duration * 100000) as bigint) as varchar), '')
        ) as digest
    from plays
)

-- 15 of the 32 digits: a number of 60 bits, which BIGINT holds
select
    digests.file_uri as unit,
    count(*) as play_count,
    sum(strtol(left(digests.digest, 15), 16)) as digest_sum
from digests
group by digests.file_uri
order by digests.file_uri
