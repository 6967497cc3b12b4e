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
        count(case when events.page = 'NextSong' then events.artist end) as artist,
        count(case when events.page = 'NextSong' then events.length end) as length,
        count(case when events.page = 'NextSong' then events.song end) as song,
        count(case when events.auth = 'Logged In' then events.first_name end) as first_name,
        count(case when events.auth = 'Logged In' then events.gender end) as gender,
        count(case when events.auth = 'Logged In' then events.last_name end) as last_name,
        count(case when events.auth = 'Logged In' then events.location end) as location,
        count(case when events.auth = 'Logged In' then events.registration end) as registration,
        count(case when events.auth = 'Logged In' then events.user_agent end) as user_agent,
        count(case when events.auth = 'Logged In' then events.user_id end) as user_id
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
        'level' as column_name,
        counted.line_count as row_count,
        counted.level as filled_count
    from counted
    union all
    select
        'method' as column_name,
        counted.line_count as row_count,
        counted.method as filled_count
    from counted
    union all
    select
        'status' as column_name,
        counted.line_count as row_count,
        counted.status as filled_count
    from counted
    union all
    select
        'artist' as column_name,
        counted.play_count as row_count,
        counted.artist as filled_count
    from counted
    union all
    select
        'length' as column_name,
        counted.play_count as row_count,
        counted.length as filled_count
    from counted
    union all
    select
        'song' as column_name,
        counted.play_count as row_count,
        counted.song as filled_count
    from counted
    union all
    select
        'first_name' as column_name,
        counted.user_count as row_count,
        counted.first_name as filled_count
    from counted
    union all
    select
        'gender' as column_name,
        counted.user_count as row_count,
        counted.gender as filled_count
    from counted
    union all
    select
        'last_name' as column_name,
        counted.user_count as row_count,
        counted.last_name as filled_count
    from counted
    union all
    select
        'location' as column_name,
        counted.user_count as row_count,
        counted.location as filled_count
    from counted
    union all
    select
        'registration' as column_name,
        counted.user_count as row_count,
        counted.registration as filled_count
    from counted
    union all
    select
        'user_agent' as column_name,
        counted.user_count as row_count,
        counted.user_agent as filled_count
    from counted
    union all
    select
        'user_id' as column_name,
        counted.user_count as row_count,
        counted.user_id as filled_count
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
