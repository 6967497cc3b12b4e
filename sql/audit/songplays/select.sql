-- Writes: nothing
-- Reads: audit.songplays, staging.batch_days, staging.plays
-- Grain: one UTC day: plays of the batch's own lines, and those of them that match a song
-- Re-run: safe
-- Params: none
with rebuilt as (
    select
        trunc(plays.start_time) as day,
        plays.song_id
    from audit.songplays as plays
    inner join staging.batch_days as days
        on trunc(plays.start_time) = days.day
        and days.is_whole
),

merged as (
    select
        trunc(plays.start_time) as day,
        plays.song_id
    from audit.songplays as plays
    inner join staging.batch_days as days
        on trunc(plays.start_time) = days.day
        and not days.is_whole
    inner join staging.plays as lines
        on plays.session_id = lines.session_id
        and plays.item_in_session = lines.item_in_session
),

own as (
    select
        rebuilt.day,
        rebuilt.song_id
    from rebuilt
    union all
    select
        merged.day,
        merged.song_id
    from merged
)

select
    own.day,
    count(*) as play_count,
    count(own.song_id) as matched_count
from own
group by own.day
order by own.day
