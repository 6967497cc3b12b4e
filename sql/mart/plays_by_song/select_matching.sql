-- Grain: one of the songs with most plays whose title or artist holds a text
with spellings as (
    select
        plays.title,
        plays.artist_name,
        lower(coalesce(plays.title, '')) as title_key,
        lower(coalesce(plays.artist_name, '')) as artist_name_key,
        count(*) as plays
    from mart.plays as plays
    group by plays.title, plays.artist_name
),

songs as (
    select
        spellings.title_key,
        spellings.artist_name_key,
        min(spellings.title) as title,
        min(spellings.artist_name) as artist_name,
        cast(sum(spellings.plays) as bigint) as plays
    from spellings
    where strpos(spellings.title_key || ' · ' || spellings.artist_name_key, lower(:search)) > 0
    group by spellings.title_key, spellings.artist_name_key
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
