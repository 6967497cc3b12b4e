-- Grain: one line of a play whose natural key several lines have: the greatest start_time wins, then the greatest file_uri; in one file then the lowest values
-- Re-run: delete audit.contested_plays first, in the same transaction
insert into audit.contested_plays
with staged_keys as (
    select
        events.session_id * 1000000 + events.item_in_session as songplay_id,
        count(*) as line_count
    from staging.staging_events as events
    where events.page = 'NextSong'
    group by events.session_id * 1000000 + events.item_in_session
),

-- rows of an unknown file lose to any other, and are replaced without a contest
rivals as (
    select plays.songplay_id
    from star.songplays as plays
    inner join staged_keys
        on plays.songplay_id = staged_keys.songplay_id
    left join audit.replaced_units as replaced
        on plays.file_uri = replaced.unit
    where
        plays.file_uri <> 'unknown'
        and replaced.unit is null
),

kept as (
    select repeated.songplay_id
    from ops.repeated_plays as repeated
    left join audit.replaced_units as replaced
        on repeated.file_uri = replaced.unit
    where replaced.unit is null
    group by repeated.songplay_id
),

leaving as (
    select kept.songplay_id
    from kept
    inner join star.songplays as plays
        on kept.songplay_id = plays.songplay_id
    inner join audit.replaced_units as replaced
        on plays.file_uri = replaced.unit
),

contested as (
    select staged_keys.songplay_id
    from staged_keys
    where staged_keys.line_count > 1
    union
    select rivals.songplay_id
    from rivals
    union
    select kept.songplay_id
    from kept
    inner join staged_keys
        on kept.songplay_id = staged_keys.songplay_id
    union
    select leaving.songplay_id
    from leaving
),

candidates as (
    select
        contested.songplay_id,
        events.ts as start_time,
        nullif(trim(events.user_id), '') as user_id,
        events.level,
        events.session_id,
        events.item_in_session,
        nullif(trim(coalesce(locations.repaired, events.location)), '') as location,
        nullif(trim(both '" ' from events.user_agent), '') as user_agent,
        nullif(trim(coalesce(songs.repaired, events.song)), '') as title,
        nullif(trim(coalesce(artists.repaired, events.artist)), '') as artist_name,
        events.length as duration,
        events.file_uri,
        'staged' as source
    from staging.staging_events as events
    inner join contested
        on events.session_id * 1000000 + events.item_in_session = contested.songplay_id
    left join staging.repaired_texts as locations
        on events.location = locations.broken
    left join staging.repaired_texts as songs
        on events.song = songs.broken
    left join staging.repaired_texts as artists
        on events.artist = artists.broken
    where events.page = 'NextSong'
    union all
    select
        plays.songplay_id,
        plays.start_time,
        plays.user_id,
        plays.level,
        plays.session_id,
        plays.item_in_session,
        plays.location,
        plays.user_agent,
        plays.title,
        plays.artist_name,
        plays.duration,
        plays.file_uri,
        'star' as source
    from star.songplays as plays
    inner join contested
        on plays.songplay_id = contested.songplay_id
    left join audit.replaced_units as replaced
        on plays.file_uri = replaced.unit
    where
        plays.file_uri <> 'unknown'
        and replaced.unit is null
    union all
    select
        repeated.songplay_id,
        repeated.start_time,
        repeated.user_id,
        repeated.level,
        repeated.session_id,
        repeated.item_in_session,
        repeated.location,
        repeated.user_agent,
        repeated.title,
        repeated.artist_name,
        repeated.duration,
        repeated.file_uri,
        'repeated' as source
    from ops.repeated_plays as repeated
    inner join contested
        on repeated.songplay_id = contested.songplay_id
    left join audit.replaced_units as replaced
        on repeated.file_uri = replaced.unit
    where replaced.unit is null
),

filed as (
    select
        candidates.songplay_id,
        candidates.start_time,
        candidates.user_id,
        candidates.level,
        candidates.session_id,
        candidates.item_in_session,
        candidates.location,
        candidates.user_agent,
        candidates.title,
        candidates.artist_name,
        candidates.duration,
        candidates.file_uri,
        candidates.source,
        row_number() over (
            partition by candidates.songplay_id, candidates.file_uri
            order by
                candidates.start_time desc,
                candidates.user_id,
                candidates.level,
                candidates.location,
                candidates.user_agent,
                candidates.title,
                candidates.artist_name,
                candidates.duration
        ) as file_rank
    from candidates
)

select
    filed.songplay_id,
    filed.start_time,
    filed.user_id,
    filed.level,
    filed.session_id,
    filed.item_in_session,
    filed.location,
    filed.user_agent,
    filed.title,
    filed.artist_name,
    filed.duration,
    filed.file_uri,
    filed.source,
    filed.file_rank,
    row_number() over (
        partition by filed.songplay_id
        order by
            case when filed.file_rank = 1 then 0 else 1 end,
            filed.start_time desc,
            filed.file_uri desc
    ) as row_rank
from filed
