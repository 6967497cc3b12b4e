-- Grain: one load unit of the batch: its lines in staging, those that are plays and those of a user, the lines that fill each column that is never empty there, those with a code that its column does not have, its first and last event; unit is null for lines without one
select
    events.file_uri as unit,
    count(*) as line_count,
    sum(case when events.page = 'NextSong' then 1 else 0 end) as play_count,
    sum(case when events.auth = 'Logged In' then 1 else 0 end) as user_count,
    count(events.auth) as auth,
    count(events.level) as level,
    count(events.method) as method,
    count(events.status) as status,
    count(case when events.page = 'NextSong' then events.artist end) as artist,
    count(case when events.page = 'NextSong' then events.length end) as length,
    count(case when events.page = 'NextSong' then events.song end) as song,
    count(case when events.auth = 'Logged In' then events.first_name end) as first_name,
    count(case when events.auth = 'Logged In' then events.gender end) as gender,
    count(case when events.auth = 'Logged In' then events.last_name end) as last_name,
    count(case when events.auth = 'Logged In' then events.location end) as location,
    count(case when events.auth = 'Logged In' then events.registration end) as registration,
    count(case when events.auth = 'Logged In' then events.user_agent end) as user_agent,
    count(case when events.auth = 'Logged In' then events.user_id end) as user_id,
    count(case when events.level not in ('free', 'paid') then 1 end) as odd_levels,
    count(case when events.gender not in ('F', 'M') then 1 end) as odd_genders,
    count(
        case
            when
                events.method not in (
                    'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'
                )
                then 1
        end
    ) as odd_methods,
    count(
        case
            when events.auth not in ('Cancelled', 'Guest', 'Logged In', 'Logged Out') then 1
        end
    ) as odd_auths,
    count(case when events.status not between 100 and 599 then 1 end) as odd_statuses,
    count(
        case
            when events.location like '%/%' and events.user_agent not like '%/%' then 1
        end
    ) as odd_agents,
    min(events.ts) as first_event_at,
    max(events.ts) as last_event_at
from staging.staging_events as events
group by events.file_uri
order by events.file_uri
