-- Writes: nothing
-- Reads: staging.staging_events
-- Grain: one column that is NULL in most of the lines that always fill it
-- Re-run: safe
-- Params: none
with counted as (
    select
        count(*) as line_count,
        sum(case when events.page = 'NextSong' then 1 else 0 end) as play_count,
        sum(case when events.auth = 'Logged In' then 1 else 0 end) as user_count,
        count(events.auth) as auth,
        count(events.level) as level,
        count(events.method) as method,
        count(events.status) as status,
        sum(case when events.page = 'NextSong' and events.artist is not null then 1 else 0 end) as artist,
        sum(case when events.page = 'NextSong' and events.length is not null then 1 else 0 end) as length,
        sum(case when events.page = 'NextSong' and events.song is not null then 1 else 0 end) as song,
        sum(case when events.auth = 'Logged In' and events.first_name is not null then 1 else 0 end) as first_name,
        sum(case when events.auth = 'Logged In' and events.gender is not null then 1 else 0 end) as gender,
        sum(case when events.auth = 'Logged In' and events.last_name is not null then 1 else 0 end) as last_name,
        sum(case when events.auth = 'Logged In' and events.location is not null then 1 else 0 end) as location,
        sum(case when events.auth = 'Logged In' and events.registration is not null then 1 else 0 end) as registration,
        sum(case when events.auth = 'Logged In' and events.user_agent is not null then 1 else 0 end) as user_agent,
        sum(case when events.auth = 'Logged In' and events.user_id is not null then 1 else 0 end) as user_id
    from staging.staging_events as events
),

columns as (
    select
        'auth' as column_name,
        counted.line_count as row_count,
        counted.auth as filled_count
    from counted
    union all
    select
        'level',
        counted.line_count,
        counted.level
    from counted
    union all
    select
        'method',
        counted.line_count,
        counted.method
    from counted
    union all
    select
        'status',
        counted.line_count,
        counted.status
    from counted
    union all
    select
        'artist',
        counted.play_count,
        counted.artist
    from counted
    union all
    select
        'length',
        counted.play_count,
        counted.length
    from counted
    union all
    select
        'song',
        counted.play_count,
        counted.song
    from counted
    union all
    select
        'first_name',
        counted.user_count,
        counted.first_name
    from counted
    union all
    select
        'gender',
        counted.user_count,
        counted.gender
    from counted
    union all
    select
        'last_name',
        counted.user_count,
        counted.last_name
    from counted
    union all
    select
        'location',
        counted.user_count,
        counted.location
    from counted
    union all
    select
        'registration',
        counted.user_count,
        counted.registration
    from counted
    union all
    select
        'user_agent',
        counted.user_count,
        counted.user_agent
    from counted
    union all
    select
        'user_id',
        counted.user_count,
        counted.user_id
    from counted
)

select
    columns.column_name,
    columns.filled_count,
    columns.row_count,
    count(*) over () as unexpected_count
from columns
where columns.filled_count < columns.row_count / 2.0
order by columns.column_name
limit 20
