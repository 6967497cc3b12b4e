-- Writes: nothing
-- Reads: mart.plays
-- Grain: one of the artists with most plays
-- Re-run: safe
-- Params: first_day, last_day, level, location, row_limit
with spellings as (
    select
        plays.artist_name,
        count(*) as plays,
        count(plays.song_id) as matched_plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or coalesce(plays.location, 'unknown') = :location)
    group by plays.artist_name
),

artists as (
    select
        lower(coalesce(spellings.artist_name, '')) as artist_name_key,
        min(spellings.artist_name) as artist_name,
        cast(sum(spellings.plays) as bigint) as plays,
        cast(sum(spellings.matched_plays) as bigint) as matched_plays
    from spellings
    group by lower(coalesce(spellings.artist_name, ''))
),

ranked as (
    select
        artists.artist_name_key,
        artists.artist_name,
        artists.plays,
        artists.matched_plays,
        row_number() over (
            order by
                artists.plays desc,
                artists.artist_name
        ) as place
    from artists
),

busiest as (
    select
        ranked.artist_name_key,
        ranked.artist_name,
        ranked.plays,
        ranked.matched_plays,
        ranked.place
    from ranked
    where ranked.place <= :row_limit
),

chosen as (
    select
        spellings.artist_name,
        busiest.place
    from spellings
    inner join busiest
        on lower(coalesce(spellings.artist_name, '')) = busiest.artist_name_key
),

heard as ( -- listeners of the chosen ones only: counting those of all takes four times as long
    select
        chosen.place,
        count(distinct plays.user_id) as listeners
    from mart.plays as plays
    inner join chosen
        on coalesce(plays.artist_name, '') = coalesce(chosen.artist_name, '')
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or coalesce(plays.location, 'unknown') = :location)
    group by chosen.place
)

select
    busiest.place,
    busiest.artist_name,
    busiest.plays,
    heard.listeners,
    busiest.matched_plays
from busiest
inner join heard
    on busiest.place = heard.place
order by busiest.place
