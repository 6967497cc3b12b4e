-- Grain: one song of the batch's song files that has no row
with wanted as (
    select songs.song_id
    from staging.staging_songs as songs
    group by songs.song_id
)

select
    wanted.song_id,
    count(*) over () as unexpected_count
from wanted
left join audit.songs as fresh
    on wanted.song_id = fresh.song_id
where fresh.song_id is null
order by wanted.song_id
limit 5
