-- Grain: one log line whose ts or natural key the star cannot take, or with an object, a boolean or no finite number where a text or a number is due
with judged as (
    select
        events.file_uri,
        events.session_id,
        events.item_in_session,
        events.ts,
        case
            when
                events.ts < cast(:earliest as timestamp)
                or events.ts > cast(:latest as timestamp)
                then 'ts'
            when
                events.item_in_session not between 0 and 999999
                or events.session_id not between 0 and 9223372036853
                then 'session_id'
            when events.length > 1e9 or events.length < -1e9 then 'length'
            when events.user_id in ('true', 'false', 'NaN', 'Infinity', '-Infinity') then 'user_id'
            when
                events.user_id
                similar to '([0-9]+([.][0-9]+)?[eE][+-]?[0-9]+|-?[0-9]+[.][0-9]+|[{[]%)'
                then 'user_id'
            when events.level in ('true', 'false') then 'level'
            when left(events.level, 1) in ('{', '[') then 'level'
            when left(events.artist, 2) in ('{"', '{}', '[{', '[[', '["', '[]') then 'artist'
            when left(events.song, 2) in ('{"', '{}', '[{', '[[', '["', '[]') then 'song'
            when
                left(events.first_name, 2) in ('{"', '{}', '[{', '[[', '["', '[]')
                then 'first_name'
            when left(events.last_name, 2) in ('{"', '{}', '[{', '[[', '["', '[]') then 'last_name'
            when left(events.location, 2) in ('{"', '{}', '[{', '[[', '["', '[]') then 'location'
            when
                left(events.user_agent, 2) in ('{"', '{}', '[{', '[[', '["', '[]')
                then 'user_agent'
        end as wrong_column
    from staging.staging_events as events
)

select
    judged.file_uri,
    judged.session_id,
    judged.item_in_session,
    judged.ts,
    judged.wrong_column
from judged
where judged.wrong_column is not null
order by judged.file_uri, judged.session_id, judged.item_in_session
limit 100000
