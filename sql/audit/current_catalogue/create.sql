-- Grain: one song as it will be after the batch
create or replace view audit.current_catalogue as
select
    known.song_id,
    known.artist_id,
    known.artist_key,
    known.title_key,
    known.duration
from ops.catalogue as known
left join audit.touched_songs as touched
    on known.song_id = touched.song_id
where
    known.is_current
    and touched.song_id is null
union all
select
    fresh.song_id,
    fresh.artist_id,
    fresh.artist_key,
    fresh.title_key,
    fresh.duration
from audit.catalogue as fresh
inner join audit.touched_songs as touched
    on fresh.song_id = touched.song_id
where fresh.is_current
