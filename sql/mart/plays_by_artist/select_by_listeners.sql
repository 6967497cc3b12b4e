-- Writes: nothing
-- Reads: mart.plays
-- Grain: one of the artists with most listeners
-- Re-run: safe
-- Params: first_day, last_day, level, location, row_limit
with spellings as (
    select
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
    group by plays.artist_name, plays.user_id
),

artists as (
    select
        min(spellings.artist_name) as artist_name,
        cast(sum(spellings.plays) as bigint) as plays,
        count(distinct spellings.user_id) as listeners,
        cast(sum(spellings.matched_plays) as bigint) as matched_plays
    from spellings
    group by lower(coalesce(spellings.artist_name, ''))
),

ranked as (
    select
        artists.artist_name,
        artists.plays,
        artists.listeners,
        artists.matched_plays,
        row_number() over (
            order by
                artists.listeners desc,
                artists.plays desc,
                artists.artist_name
        ) as place
    from artists
)

select
    ranked.place,
    ranked.artist_name,
    ranked.plays,
    ranked.listeners,
    ranked.matched_plays
from ranked
where ranked.place <= :row_limit
order by ranked.place
