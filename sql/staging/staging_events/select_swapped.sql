-- Grain: one load unit of the batch with more lines whose names are known as those of the other column than lines whose names are known as those of their own: by the catalogue, and by the newest seven units that the batch does not replace
with recent as (
    select
        units.unit,
        units.first_event_at
    from ops.load_units as units
    where
        units.first_event_at is not null
        and units.unit not in (select replaced.unit from audit.replaced_units as replaced)
    order by units.last_event_at desc, units.unit
    limit 7
),

artists as (
    select plays.artist_name as name
    from star.songplays as plays
    where
        plays.start_time >= (select min(recent.first_event_at) from recent)
        and plays.file_uri in (select recent.unit from recent)
        and plays.artist_name is not null
    union
    select catalogue.name
    from star.artists as catalogue
    where catalogue.name is not null
    union
    select songs.artist_name as name
    from staging.staging_songs as songs
    where songs.artist_name is not null
),

users as (
    select
        files.user_id,
        files.first_name,
        files.last_name
    from ops.user_files as files
    where
        files.file_uri in (select recent.unit from recent)
        and files.first_name <> files.last_name
    group by files.user_id, files.first_name, files.last_name
),

listeners as (
    select
        events.file_uri,
        events.user_id,
        events.first_name,
        events.last_name,
        count(*) as line_count
    from staging.staging_events as events
    where events.first_name is not null
    group by events.file_uri, events.user_id, events.first_name, events.last_name
),

lines as (
    select
        events.file_uri,
        case when songs.name is null then 1 else 0 end as known_artists,
        case when artists.name is null then 1 else 0 end as swapped_artists,
        0 as known_names,
        0 as swapped_names
    from staging.staging_events as events
    left join artists
        on events.artist = artists.name
    left join artists as songs
        on events.song = songs.name
    where
        events.page = 'NextSong'
        and (artists.name is not null or songs.name is not null)
    union all
    select
        listeners.file_uri,
        0 as known_artists,
        0 as swapped_artists,
        case
            when listeners.first_name = users.first_name then listeners.line_count else 0
        end as known_names,
        case
            when listeners.first_name <> users.first_name then listeners.line_count else 0
        end as swapped_names
    from listeners
    inner join users
        on listeners.user_id = users.user_id
    where
        (listeners.first_name = users.first_name and listeners.last_name = users.last_name)
        or (listeners.first_name = users.last_name and listeners.last_name = users.first_name)
)

select
    lines.file_uri as unit,
    sum(lines.known_artists) as known_artists,
    sum(lines.swapped_artists) as swapped_artists,
    sum(lines.known_names) as known_names,
    sum(lines.swapped_names) as swapped_names
from lines
group by lines.file_uri
having
    sum(lines.swapped_artists) > sum(lines.known_artists)
    or sum(lines.swapped_names) > sum(lines.known_names)
order by lines.file_uri
