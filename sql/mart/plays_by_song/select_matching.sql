-- Grain: one of the songs with most plays whose title or artist holds a text
with songs as (
    select
        plays.title_key,
        plays.artist_name_key,
        min(plays.title) as title,
        min(plays.artist_name) as artist_name,
        count(*) as plays
    from mart.plays as plays
    where strpos(plays.title_key || ' · ' || plays.artist_name_key, lower(:search)) > 0
    group by plays.title_key, plays.artist_name_key
),

ranked as (
    select
        songs.title_key,
        songs.artist_name_key,
        songs.title,
        songs.artist_name,
        songs.plays,
        row_number() over (
            order by
                songs.plays desc,
                songs.title_key,
                songs.artist_name_key
        ) as row_rank
    from songs
)

select
    ranked.title_key,
    ranked.artist_name_key,
    ranked.title,
    ranked.artist_name,
    ranked.plays
from ranked
where ranked.row_rank <= :row_limit
order by ranked.row_rank
