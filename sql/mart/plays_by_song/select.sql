-- Grain: one of the songs with most plays
-- View: the same of all plays
with spellings as (
    select
        plays.title,
        plays.artist_name,
        lower(coalesce(plays.title, '')) as title_key,
        lower(coalesce(plays.artist_name, '')) as artist_name_key,
        count(*) as plays,
        count(plays.song_id) as matched_plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.title, plays.artist_name
),

songs as (
    select
        spellings.title_key,
        spellings.artist_name_key,
        min(spellings.title) as title,
        min(spellings.artist_name) as artist_name,
        cast(sum(spellings.plays) as bigint) as plays,
        cast(sum(spellings.matched_plays) as bigint) as matched_plays
    from spellings
    group by spellings.title_key, spellings.artist_name_key
),

ranked as (
    select
        songs.title_key,
        songs.artist_name_key,
        songs.title,
        songs.artist_name,
        songs.plays,
        songs.matched_plays,
        row_number() over (
            order by
                songs.plays desc,
                songs.title,
                songs.artist_name
        ) as row_rank
    from songs
),

chosen as (
    select
        ranked.row_rank,
        coalesce(spellings.title, '') as title,
        coalesce(spellings.artist_name, '') as artist_name
    from spellings
    inner join ranked
        on
        spellings.title_key = ranked.title_key
        and spellings.artist_name_key = ranked.artist_name_key
    where ranked.row_rank <= :row_limit
),

-- listeners of these alone: counting those of all takes three times as long
reach as (
    select
        chosen.row_rank,
        count(distinct plays.user_id) as listeners
    from mart.plays as plays
    inner join chosen
        on
        coalesce(plays.title, '') = chosen.title
        and coalesce(plays.artist_name, '') = chosen.artist_name
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by chosen.row_rank
)

select
    ranked.row_rank, -- 1 has most plays
    ranked.title,
    ranked.artist_name,
    ranked.plays, -- all of the song
    reach.listeners, -- distinct users
    ranked.matched_plays -- plays whose song is in the catalogue
from ranked
inner join reach
    on ranked.row_rank = reach.row_rank
order by ranked.row_rank
