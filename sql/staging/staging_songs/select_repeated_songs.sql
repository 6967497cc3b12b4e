-- Grain: one song_id that several song objects of the batch have
with repeated as (
    select
        songs.song_id,
        count(*) as song_count
    from staging.staging_songs as songs
    group by songs.song_id
    having count(*) > 1
)

select
    repeated.song_id,
    repeated.song_count,
    count(*) over () as unexpected_count
from repeated
order by repeated.song_id
limit 5
