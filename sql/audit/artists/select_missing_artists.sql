-- Grain: one artist of the batch's song files that has no row
with wanted as (
    select songs.artist_id
    from staging.staging_songs as songs
    group by songs.artist_id
)

select
    wanted.artist_id,
    count(*) over () as unexpected_count
from wanted
left join audit.artists as fresh
    on wanted.artist_id = fresh.artist_id
where fresh.artist_id is null
order by wanted.artist_id
limit 5
