-- Grain: one of the songs with most plays
-- View: the same of all plays
with songs as (
    select
        plays.title_key,
        plays.artist_name_key,
        min(plays.title) as title,
        min(plays.artist_name) as artist_name,
        count(*) as plays,
        count(plays.song_id) as matched_plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.title_key, plays.artist_name_key
),

busiest as (
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
)

select
    busiest.row_rank, -- 1 has most plays
    busiest.title,
    busiest.artist_name,
    busiest.plays, -- all of the song
    -- listeners of these alone: counting those of all takes three times as long
    count(distinct plays.user_id) as listeners, -- distinct users
    busiest.matched_plays -- plays whose song is in the catalogue
from mart.plays as plays
inner join busiest
    on
    plays.title_key = busiest.title_key
    and plays.artist_name_key = busiest.artist_name_key
where
    busiest.row_rank <= :row_limit
    and plays.start_time >= cast(:first_day as timestamp)
    and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
    and (:level = '' or plays.level = :level)
    and (:location = '' or plays.place = :location)
group by
    busiest.row_rank,
    busiest.title,
    busiest.artist_name,
    busiest.plays,
    busiest.matched_plays
order by busiest.row_rank
