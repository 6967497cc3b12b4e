-- Writes: nothing
-- Reads: audit.songplays, staging.batch_days, staging.plays
-- Grain: one row: plays of the batch's own lines, and those of them that match a song
-- Re-run: safe
-- Params: none
with rebuilt as (
    select
        count(*) as play_count,
        count(plays.song_id) as matched_count
    from audit.songplays as plays
    inner join staging.batch_days as days
        on trunc(plays.start_time) = days.day
        and days.is_whole
),

merged as (
    select
        count(*) as play_count,
        count(plays.song_id) as matched_count
    from audit.songplays as plays
    inner join staging.batch_days as days
        on trunc(plays.start_time) = days.day
        and not days.is_whole
    inner join staging.plays as lines
        on plays.session_id = lines.session_id
        and plays.item_in_session = lines.item_in_session
)

select
    rebuilt.play_count + merged.play_count as play_count,
    rebuilt.matched_count + merged.matched_count as matched_count
from rebuilt
cross join merged
