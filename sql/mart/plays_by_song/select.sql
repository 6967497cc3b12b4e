-- Writes: nothing
-- Reads: mart.plays
-- Grain: one of the songs with most plays
-- Re-run: safe
-- Params: first_day, last_day, level, location, row_limit
with spellings as (
    select
        plays.title,
        plays.artist_name,
        count(*) as plays,
        count(plays.song_id) as matched_plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or coalesce(plays.location, 'unknown') = :location)
    group by plays.title, plays.artist_name
),

songs as (
    select
        lower(coalesce(spellings.title, '')) as title_key,
        lower(coalesce(spellings.artist_name, '')) as artist_name_key,
        min(spellings.title) as title,
        min(spellings.artist_name) as artist_name,
        cast(sum(spellings.plays) as bigint) as plays,
        cast(sum(spellings.matched_plays) as bigint) as matched_plays
    from spellings
    group by lower(coalesce(spellings.title, '')), lower(coalesce(spellings.artist_name, ''))
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
        ) as place
    from songs
),

busiest as (
    select
        ranked.title_key,
        ranked.artist_name_key,
        ranked.title,
        ranked.artist_name,
        ranked.plays,
        ranked.matched_plays,
        ranked.place
    from ranked
    where ranked.place <= :row_limit
),

chosen as (
    select
        spellings.title,
        spellings.artist_name,
        busiest.place
    from spellings
    inner join busiest
        on lower(coalesce(spellings.title, '')) = busiest.title_key
        and lower(coalesce(spellings.artist_name, '')) = busiest.artist_name_key
),

heard as ( -- listeners of the chosen ones only: counting those of all takes four times as long
    select
        chosen.place,
        count(distinct plays.user_id) as listeners
    from mart.plays as plays
    inner join chosen
        on coalesce(plays.title, '') = coalesce(chosen.title, '')
        and coalesce(plays.artist_name, '') = coalesce(chosen.artist_name, '')
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or coalesce(plays.location, 'unknown') = :location)
    group by chosen.place
)

select
    busiest.place,
    busiest.title,
    busiest.artist_name,
    busiest.plays,
    heard.listeners,
    busiest.matched_plays
from busiest
inner join heard
    on busiest.place = heard.place
order by busiest.place
