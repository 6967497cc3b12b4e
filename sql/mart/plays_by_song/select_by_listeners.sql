-- Writes: nothing
-- Reads: mart.plays
-- Grain: one of the songs with most listeners
-- Re-run: safe
-- Params: first_day, last_day, level, location, row_limit
with spellings as (
    select
        plays.title,
        plays.artist_name,
        plays.user_id,
        count(*) as plays,
        count(plays.song_id) as matched_plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or coalesce(plays.location, 'unknown') = :location)
    group by plays.title, plays.artist_name, plays.user_id
),

songs as (
    select
        min(spellings.title) as title,
        min(spellings.artist_name) as artist_name,
        cast(sum(spellings.plays) as bigint) as plays,
        count(distinct spellings.user_id) as listeners,
        cast(sum(spellings.matched_plays) as bigint) as matched_plays
    from spellings
    group by lower(coalesce(spellings.title, '')), lower(coalesce(spellings.artist_name, ''))
),

ranked as (
    select
        songs.title,
        songs.artist_name,
        songs.plays,
        songs.listeners,
        songs.matched_plays,
        row_number() over (
            order by
                songs.listeners desc,
                songs.plays desc,
                songs.title,
                songs.artist_name
        ) as place
    from songs
)

select
    ranked.place,
    ranked.title,
    ranked.artist_name,
    ranked.plays,
    ranked.listeners,
    ranked.matched_plays
from ranked
where ranked.place <= :row_limit
order by ranked.place
