-- Grain: one table with candidates of the batch, of unique key, that are not exactly once in the star
with joined as (
    select
        'songplays' as table_name,
        count(*) as joined_count,
        count(known.songplay_id) as found_count,
        (select count(*) from audit.songplays) as row_count
    from audit.songplays as fresh
    left join star.songplays as known
        on fresh.songplay_id = known.songplay_id
    union all
    select
        'page_views' as table_name,
        count(*) as joined_count,
        count(known.page_view_id) as found_count,
        (select count(*) from audit.page_views) as row_count
    from audit.page_views as fresh
    left join star.page_views as known
        on fresh.page_view_id = known.page_view_id
    union all
    select
        'users' as table_name,
        count(*) as joined_count,
        count(known.user_id) as found_count,
        (select count(*) from audit.users) as row_count
    from audit.users as fresh
    left join star.users as known
        on fresh.user_id = known.user_id
    union all
    select
        'songs' as table_name,
        count(*) as joined_count,
        count(known.song_id) as found_count,
        (select count(*) from audit.songs) as row_count
    from audit.songs as fresh
    left join star.songs as known
        on fresh.song_id = known.song_id
    union all
    select
        'artists' as table_name,
        count(*) as joined_count,
        count(known.artist_id) as found_count,
        (select count(*) from audit.artists) as row_count
    from audit.artists as fresh
    left join star.artists as known
        on fresh.artist_id = known.artist_id
    union all
    select
        'time' as table_name,
        count(*) as joined_count,
        count(known.start_time) as found_count,
        (select count(*) from audit.time) as row_count
    from audit.time as fresh
    left join star.time as known
        on fresh.start_time = known.start_time
)

select
    joined.table_name,
    joined.joined_count - joined.found_count as missing_count,
    joined.joined_count - joined.row_count as repeated_count,
    sum(2 * joined.joined_count - joined.found_count - joined.row_count) over () as unexpected_count
from joined
where
    joined.joined_count <> joined.found_count
    or joined.joined_count <> joined.row_count
order by joined.table_name
