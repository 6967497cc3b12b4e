-- Writes: mart.plays_by_artist
-- Reads: mart.plays
-- Grain: one artist as played, matched or not: the name without regard to case
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_artist as
with spellings as (
    select
        plays.artist_name,
        plays.user_id,
        count(*) as plays,
        count(plays.song_id) as matched_plays
    from mart.plays as plays
    group by plays.artist_name, plays.user_id
)

select
    min(spellings.artist_name) as artist_name,
    cast(sum(spellings.plays) as bigint) as plays,
    count(distinct spellings.user_id) as listeners,
    cast(sum(spellings.matched_plays) as bigint) as matched_plays
from spellings
group by lower(coalesce(spellings.artist_name, ''))
