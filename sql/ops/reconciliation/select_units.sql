-- Grain: one load unit with events in a span of time; digest_sum, whatever their order, changes with all that log lines give them
with events as (
    select
        known.file_uri,
        known.event_id,
        known.is_play,
        known.start_time,
        known.user_id,
        known.level,
        known.page,
        known.method,
        known.status,
        known.location,
        known.user_agent,
        known.title,
        known.artist_name,
        known.duration
    from star.events as known
    where
        known.start_time
        between cast(:first_start as timestamp) and cast(:last_start as timestamp)
    union all
    select
        repeated.file_uri,
        repeated.event_id,
        repeated.page = 'NextSong' as is_play,
        repeated.start_time,
        repeated.user_id,
        repeated.level,
        repeated.page,
        repeated.method,
        repeated.status,
        repeated.location,
        repeated.user_agent,
        repeated.title,
        repeated.artist_name,
        repeated.duration
    from ops.repeated_events as repeated
    where
        repeated.start_time
        between cast(:first_start as timestamp) and cast(:last_start as timestamp)
),

digests as (
    select
        events.file_uri,
        events.is_play,
        md5(
            cast(events.event_id as varchar)
            || '|' || cast(
                datediff(ms, cast('1970-01-01' as timestamp), events.start_time) as varchar
            )
            || '|' || coalesce(events.user_id, '')
            || '|' || coalesce(events.level, '')
            || '|' || coalesce(events.location, '')
            || '|' || coalesce(events.user_agent, '')
            || '|' || case
                when events.is_play
                    then
                        coalesce(events.title, '')
                        || '|' || coalesce(events.artist_name, '')
                        || '|' || coalesce(
                            cast(cast(round(events.duration * 100000) as bigint) as varchar), ''
                        )
                else
                    events.page
                    || '|' || coalesce(events.method, '')
                    || '|' || coalesce(cast(events.status as varchar), '')
            end
        ) as digest
    from events
)

-- 15 of the 32 digits: a number of 60 bits, which BIGINT holds
select
    digests.file_uri as unit,
    count(case when digests.is_play then 1 end) as play_count,
    count(case when not digests.is_play then 1 end) as page_view_count,
    sum(strtol(left(digests.digest, 15), 16)) as digest_sum
from digests
group by digests.file_uri
order by digests.file_uri
