-- Grain: one play whose songplay_id is not made of its natural key
select
    plays.songplay_id,
    plays.session_id,
    plays.item_in_session,
    count(*) over () as unexpected_count
from audit.songplays as plays
where plays.songplay_id <> plays.session_id * 1000000 + plays.item_in_session
order by plays.songplay_id
limit 5
