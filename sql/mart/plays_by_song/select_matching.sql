-- Grain: one of the songs with most plays whose title or artist holds a text
with spellings as (
    select
        plays.title,
        plays.artist_name,
        count(*) as plays
    from mart.plays as plays
    group by plays.title, plays.artist_name
),

keyed as (
    select
        lower(coalesce(spellings.title, '')) as title_key,
        lower(coalesce(spellings.artist_name, '')) as artist_name_key,
        spellings.title,
        spellings.artist_name,
        spellings.plays
    from spellings
),

songs as (
    select
        keyed.title_key,
        keyed.artist_name_key,
        min(keyed.title) as title,
        min(keyed.artist_name) as artist_name,
        cast(sum(keyed.plays) as bigint) as plays
    from keyed
    where strpos(keyed.title_key || ' · ' || keyed.artist_name_key, lower(:search)) > 0
    group by keyed.title_key, keyed.artist_name_key
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
