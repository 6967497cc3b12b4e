-- Grain: one of the songs that are played in most of the sessions which play the chosen one
with chosen as (
    select
        plays.user_id,
        plays.session_id
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
        and (:artist = '' or plays.artist_name_key = :artist)
        and (:title = '' or plays.title_key = :title)
        and (:artist <> '' or :title <> '')
    group by plays.user_id, plays.session_id
),

beside as (
    select
        plays.title_key,
        plays.artist_name_key,
        plays.user_id,
        plays.session_id,
        min(plays.title) as title,
        min(plays.artist_name) as artist_name,
        count(*) as plays
    from mart.plays as plays
    inner join chosen
        on
        coalesce(plays.user_id, '') = coalesce(chosen.user_id, '')
        and plays.session_id = chosen.session_id
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
        and (plays.artist_name_key <> :artist or (:title <> '' and plays.title_key <> :title))
    group by plays.title_key, plays.artist_name_key, plays.user_id, plays.session_id
),

ranked as (
    select
        min(beside.title) as title,
        min(beside.artist_name) as artist_name,
        count(*) as sessions,
        cast(sum(beside.plays) as bigint) as plays,
        row_number() over (
            order by
                count(*) desc,
                sum(beside.plays) desc,
                beside.title_key,
                beside.artist_name_key
        ) as row_rank
    from beside
    group by beside.title_key, beside.artist_name_key
)

select
    ranked.row_rank,
    ranked.title,
    ranked.artist_name,
    ranked.sessions,
    ranked.plays
from ranked
where ranked.row_rank <= :row_limit
order by ranked.row_rank
