-- Writes: nothing
-- Reads: mart.plays
-- Grain: one of the artists with most listeners
-- Re-run: safe
-- Params: first_day, last_day, level, location, row_limit
with artists as (
    select
        min(plays.artist_name) as artist_name,
        count(*) as plays,
        count(distinct plays.user_id) as listeners,
        count(plays.song_id) as matched_plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.artist_name_key
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
        ) as row_rank
    from artists
)

select
    ranked.row_rank,
    ranked.artist_name,
    ranked.plays,
    ranked.listeners,
    ranked.matched_plays
from ranked
where ranked.row_rank <= :row_limit
order by ranked.row_rank
