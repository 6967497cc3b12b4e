-- Grain: one artist of the batch's songs that will be in no row of star.artists
with wanted as (
    select songs.artist_id
    from audit.songs as songs
    where songs.artist_id is not null
    group by songs.artist_id
)

select
    wanted.artist_id,
    count(*) over () as unexpected_count
from wanted
left join audit.artists as fresh
    on wanted.artist_id = fresh.artist_id
left join star.artists as known
    on wanted.artist_id = known.artist_id
where
    fresh.artist_id is null
    and known.artist_id is null
order by wanted.artist_id
limit 5
