-- Grain: one of the artists with most plays
-- View: the same of all plays
with artists as (
    select
        plays.artist_name_key,
        min(plays.artist_name) as artist_name,
        count(*) as plays,
        count(plays.song_id) as matched_plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.artist_name_key
),

busiest as (
    select
        artists.artist_name_key,
        artists.artist_name,
        artists.plays,
        artists.matched_plays,
        row_number() over (
            order by
                artists.plays desc,
                artists.artist_name
        ) as row_rank
    from artists
)

select
    busiest.row_rank, -- 1 has most plays
    busiest.artist_name,
    busiest.plays, -- all of the artist
    -- listeners of these alone: counting those of all takes three times as long
    count(distinct plays.user_id) as listeners, -- distinct users
    busiest.matched_plays -- plays whose song is in the catalogue
from mart.plays as plays
inner join busiest
    on plays.artist_name_key = busiest.artist_name_key
where
    busiest.row_rank <= :row_limit
    and plays.start_time >= cast(:first_day as timestamp)
    and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
    and (:level = '' or plays.level = :level)
    and (:location = '' or plays.place = :location)
group by
    busiest.row_rank,
    busiest.artist_name,
    busiest.plays,
    busiest.matched_plays
order by busiest.row_rank
