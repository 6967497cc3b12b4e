-- Grain: one column of 1,024 bytes whose longest value comes within 24 bytes of that
with longest as (
    select
        max(octet_length(songs.artist_location)) as artist_location,
        max(octet_length(songs.artist_name)) as artist_name,
        max(octet_length(songs.title)) as title
    from staging.staging_songs as songs
),

columns as (
    select
        'artist_location' as column_name,
        longest.artist_location as longest_bytes
    from longest
    union all
    select
        'artist_name' as column_name,
        longest.artist_name as longest_bytes
    from longest
    union all
    select
        'title' as column_name,
        longest.title as longest_bytes
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
