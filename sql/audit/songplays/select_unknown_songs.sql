-- Grain: one song of the batch's plays that will be in no row of star.songs
with wanted as (
    select plays.song_id
    from audit.songplays as plays
    where plays.song_id is not null
    group by plays.song_id
)

select
    wanted.song_id,
    count(*) over () as unexpected_count
from wanted
left join audit.songs as fresh
    on wanted.song_id = fresh.song_id
left join star.songs as known
    on wanted.song_id = known.song_id
where
    fresh.song_id is null
    and known.song_id is null
order by wanted.song_id
limit 5
