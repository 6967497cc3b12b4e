-- Grain: one songplay_id that several rows have
with repeated as (
    select
        plays.songplay_id,
        count(*) as row_count
    from audit.songplays as plays
    group by plays.songplay_id
    having count(*) > 1
)

select
    repeated.songplay_id,
    repeated.row_count,
    count(*) over () as unexpected_count
from repeated
order by repeated.songplay_id
limit 5
