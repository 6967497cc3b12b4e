-- Grain: one artist and title, case-folded, whose match the batch may change
create or replace view audit.touched_keys as
select
    fresh.artist_key,
    fresh.title_key
from audit.catalogue as fresh
inner join audit.touched_songs as touched
    on fresh.song_id = touched.song_id
union
select
    known.artist_key,
    known.title_key
from ops.catalogue as known
inner join audit.touched_songs as touched
    on known.song_id = touched.song_id
