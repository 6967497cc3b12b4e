-- Grain: one song that star.songs does not hold once, as the catalogue has it
with versions as (
    select
        catalogue.song_id,
        catalogue.title,
        catalogue.artist_id,
        catalogue.year,
        catalogue.duration,
        1 as catalogue_count,
        0 as star_count
    from ops.catalogue as catalogue
    where catalogue.is_current
    union all
    select
        songs.song_id,
        songs.title,
        songs.artist_id,
        songs.year,
        songs.duration,
        0 as catalogue_count,
        1 as star_count
    from star.songs as songs
),

counted as (
    select
        versions.song_id,
        sum(versions.catalogue_count) as catalogue_count,
        sum(versions.star_count) as star_count
    from versions
    group by
        versions.song_id,
        versions.title,
        versions.artist_id,
        versions.year,
        versions.duration
)

select
    counted.song_id,
    max(counted.catalogue_count) as catalogue_count,
    max(counted.star_count) as star_count
from counted
where counted.catalogue_count <> 1 or counted.star_count <> 1
group by counted.song_id
order by counted.song_id
