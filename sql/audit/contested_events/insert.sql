-- Grain: one line of an event whose natural key several lines have, plays and page views apart: the greatest start_time wins, then the greatest file_uri; in one file then the lowest values
-- Re-run: delete audit.contested_events first, in the same transaction
insert into audit.contested_events
with staged_keys as (
    select
        events.session_id * 1000000 + events.item_in_session as event_id,
        count(*) as line_count
    from staging.staging_events as events
    group by events.session_id * 1000000 + events.item_in_session
),

-- rows of an unknown file lose to any other, and are replaced without a contest
rivals as (
    select events.event_id
    from star.events as events
    inner join staged_keys
        on events.event_id = staged_keys.event_id
    left join audit.replaced_units as replaced
        on events.file_uri = replaced.unit
    where
        events.file_uri <> 'unknown'
        and replaced.unit is null
),

kept as (
    select repeated.event_id
    from ops.repeated_events as repeated
    left join audit.replaced_units as replaced
        on repeated.file_uri = replaced.unit
    where replaced.unit is null
    group by repeated.event_id
),

leaving as (
    select kept.event_id
    from kept
    inner join star.events as events
        on kept.event_id = events.event_id
    inner join audit.replaced_units as replaced
        on events.file_uri = replaced.unit
),

-- of both kinds where one is contested: what has no rival wins
contested as (
    select staged_keys.event_id
    from staged_keys
    where staged_keys.line_count > 1
    union
    select rivals.event_id
    from rivals
    union
    select kept.event_id
    from kept
    inner join staged_keys
        on kept.event_id = staged_keys.event_id
    union
    select leaving.event_id
    from leaving
),

-- what a play or a page view does not have is null of all its lines
candidates as (
    select
        contested.event_id,
        events.page = 'NextSong' as is_play,
        events.ts as start_time,
        nullif(trim(events.user_id), '') as user_id,
        events.level,
        events.session_id,
        events.item_in_session,
        events.page,
        case when events.page <> 'NextSong' then events.method end as method,
        case when events.page <> 'NextSong' then events.status end as status,
        nullif(trim(coalesce(locations.repaired, events.location)), '') as location,
        nullif(trim(both '" ' from events.user_agent), '') as user_agent,
        case
            when events.page = 'NextSong'
                then nullif(trim(coalesce(songs.repaired, events.song)), '')
        end as title,
        case
            when events.page = 'NextSong'
                then nullif(trim(coalesce(artists.repaired, events.artist)), '')
        end as artist_name,
        case when events.page = 'NextSong' then events.length end as duration,
        events.file_uri,
        'staged' as source
    from staging.staging_events as events
    inner join contested
        on events.session_id * 1000000 + events.item_in_session = contested.event_id
    left join staging.repaired_texts as locations
        on events.location = locations.broken
    left join staging.repaired_texts as songs
        on events.song = songs.broken
    left join staging.repaired_texts as artists
        on events.artist = artists.broken
    union all
    select
        events.event_id,
        events.is_play,
        events.start_time,
        events.user_id,
        events.level,
        events.session_id,
        events.item_in_session,
        events.page,
        events.method,
        events.status,
        events.location,
        events.user_agent,
        events.title,
        events.artist_name,
        events.duration,
        events.file_uri,
        'star' as source
    from star.events as events
    inner join contested
        on events.event_id = contested.event_id
    left join audit.replaced_units as replaced
        on events.file_uri = replaced.unit
    where
        events.file_uri <> 'unknown'
        and replaced.unit is null
    union all
    select
        repeated.event_id,
        repeated.page = 'NextSong' as is_play,
        repeated.start_time,
        repeated.user_id,
        repeated.level,
        repeated.session_id,
        repeated.item_in_session,
        repeated.page,
        repeated.method,
        repeated.status,
        repeated.location,
        repeated.user_agent,
        repeated.title,
        repeated.artist_name,
        repeated.duration,
        repeated.file_uri,
        'repeated' as source
    from ops.repeated_events as repeated
    inner join contested
        on repeated.event_id = contested.event_id
    left join audit.replaced_units as replaced
        on repeated.file_uri = replaced.unit
    where replaced.unit is null
),

filed as (
    select
        candidates.event_id,
        candidates.is_play,
        candidates.start_time,
        candidates.user_id,
        candidates.level,
        candidates.session_id,
        candidates.item_in_session,
        candidates.page,
        candidates.method,
        candidates.status,
        candidates.location,
        candidates.user_agent,
        candidates.title,
        candidates.artist_name,
        candidates.duration,
        candidates.file_uri,
        candidates.source,
        row_number() over (
            partition by candidates.event_id, candidates.is_play, candidates.file_uri
            order by
                candidates.start_time desc,
                candidates.user_id,
                candidates.level,
                candidates.location,
                candidates.user_agent,
                candidates.title,
                candidates.artist_name,
                candidates.duration,
                candidates.page,
                candidates.method,
                candidates.status
        ) as file_rank
    from candidates
)

select
    filed.event_id,
    filed.is_play,
    filed.start_time,
    filed.user_id,
    filed.level,
    filed.session_id,
    filed.item_in_session,
    filed.page,
    filed.method,
    filed.status,
    filed.location,
    filed.user_agent,
    filed.title,
    filed.artist_name,
    filed.duration,
    filed.file_uri,
    filed.source,
    filed.file_rank,
    row_number() over (
        partition by filed.event_id, filed.is_play
        order by
            case when filed.file_rank = 1 then 0 else 1 end,
            filed.start_time desc,
            filed.file_uri desc
    ) as row_rank
from filed
