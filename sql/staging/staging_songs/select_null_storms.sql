-- Grain: one column that is NULL in most of the songs
with counted as (
    select
        count(*) as song_count,
        count(songs.artist_name) as artist_name,
        count(songs.duration) as duration,
        count(songs.title) as title,
        count(songs.year) as year
    from staging.staging_songs as songs
),

columns as (
    select
        'artist_name' as column_name,
        counted.song_count as row_count,
        counted.artist_name as filled_count
    from counted
    union all
    select
        'duration' as column_name,
        counted.song_count as row_count,
        counted.duration as filled_count
    from counted
    union all
    select
        'title' as column_name,
        counted.song_count as row_count,
        counted.title as filled_count
    from counted
    union all
    select
        'year' as column_name,
        counted.song_count as row_count,
        counted.year as filled_count
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
