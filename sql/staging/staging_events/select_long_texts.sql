-- Grain: one column of 1,024 bytes whose longest value comes within 24 bytes of that
with longest as (
    select
        max(octet_length(events.artist)) as artist,
        max(octet_length(events.first_name)) as first_name,
        max(octet_length(events.last_name)) as last_name,
        max(octet_length(events.location)) as location,
        max(octet_length(events.song)) as song,
        max(octet_length(events.user_agent)) as user_agent
    from staging.staging_events as events
),

columns as (
    select
        'artist' as column_name,
        longest.artist as longest_bytes
    from longest
    union all
    select
        'first_name' as column_name,
        longest.first_name as longest_bytes
    from longest
    union all
    select
        'last_name' as column_name,
        longest.last_name as longest_bytes
    from longest
    union all
    select
        'location' as column_name,
        longest.location as longest_bytes
    from longest
    union all
    select
        'song' as column_name,
        longest.song as longest_bytes
    from longest
    union all
    select
        'user_agent' as column_name,
        longest.user_agent as longest_bytes
    from longest
)

select
    columns.column_name,
    columns.longest_bytes,
    count(*) over () as unexpected_count
from columns
where columns.longest_bytes > 1000
order by columns.column_name
limit 5
