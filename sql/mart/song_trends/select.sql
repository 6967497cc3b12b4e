-- Grain: one of the songs that rise or fall most between the two halves of the days
with spellings as (
    select
        plays.title,
        plays.artist_name,
        lower(coalesce(plays.title, '')) as title_key,
        lower(coalesce(plays.artist_name, '')) as artist_name_key,
        count(case when plays.start_time < cast(:early_end as timestamp) then 1 end)
            as plays_before,
        count(case when plays.start_time >= cast(:late_start as timestamp) then 1 end)
            as plays_after
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
        min(spellings.title) as title,
        min(spellings.artist_name) as artist_name,
        sum(spellings.plays_before) as plays_before,
        sum(spellings.plays_after) as plays_after
    from spellings
    group by spellings.title_key, spellings.artist_name_key
),

ranked as (
    select
        songs.title,
        songs.artist_name,
        songs.plays_before,
        songs.plays_after,
        row_number() over (
            order by
                songs.plays_after - songs.plays_before desc,
                songs.plays_after desc,
                songs.title,
                songs.artist_name
        ) as rising_rank,
        row_number() over (
            order by
                songs.plays_after - songs.plays_before,
                songs.plays_before desc,
                songs.title,
                songs.artist_name
        ) as falling_rank
    from songs
    where songs.plays_after <> songs.plays_before
)

select
    ranked.title,
    ranked.artist_name,
    cast(ranked.plays_before as bigint) as plays_before,
    cast(ranked.plays_after as bigint) as plays_after,
    cast(ranked.plays_after - ranked.plays_before as bigint) as change,
    case
        when ranked.plays_before = 0 then 'new'
        when ranked.plays_after > ranked.plays_before then 'rising'
        else 'falling'
    end as trend
from ranked
where
    (ranked.plays_after > ranked.plays_before and ranked.rising_rank <= :row_limit)
    or (ranked.plays_after < ranked.plays_before and ranked.falling_rank <= :row_limit)
order by ranked.rising_rank
