-- Writes: staging.repeated_plays
-- Reads: staging.staging_events
-- Grain: one play whose natural key the batch repeats: its newest line, then the lowest values
-- Re-run: delete staging.repeated_plays first, in the same transaction
-- Params: none
insert into staging.repeated_plays
with repeated as (
    select
        session_id,
        item_in_session,
        count(*) as line_count
    from staging.staging_events
    where page = 'NextSong'
    group by session_id, item_in_session
    having count(*) > 1
),

ranked as (
    select
        events.artist,
        events.auth,
        events.first_name,
        events.gender,
        events.item_in_session,
        events.last_name,
        events.length,
        events.level,
        events.location,
        events.method,
        events.page,
        events.registration,
        events.session_id,
        events.song,
        events.status,
        events.ts,
        events.user_agent,
        events.user_id,
        repeated.line_count,
        row_number() over (
            partition by events.session_id, events.item_in_session
            order by
                events.ts desc,
                events.artist,
                events.auth,
                events.first_name,
                events.gender,
                events.last_name,
                events.length,
                events.level,
                events.location,
                events.method,
                events.registration,
                events.song,
                events.status,
                events.user_agent,
                events.user_id
        ) as place
    from staging.staging_events as events
    inner join repeated
        on events.session_id = repeated.session_id
        and events.item_in_session = repeated.item_in_session
    where events.page = 'NextSong'
)

select
    ranked.artist,
    ranked.auth,
    ranked.first_name,
    ranked.gender,
    ranked.item_in_session,
    ranked.last_name,
    ranked.length,
    ranked.level,
    ranked.location,
    ranked.method,
    ranked.page,
    ranked.registration,
    ranked.session_id,
    ranked.song,
    ranked.status,
    ranked.ts,
    ranked.user_agent,
    ranked.user_id,
    ranked.line_count
from ranked
where ranked.place = 1
