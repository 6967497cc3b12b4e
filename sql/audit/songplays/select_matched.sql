-- Grain: one row: plays of the batch's files, and those of them that match a song
with units as (
    select files.unit
    from staging.batch_files as files
    where files.kind = 'events'
    group by files.unit
)

select
    count(*) as play_count,
    count(plays.song_id) as matched_count
from audit.songplays as plays
inner join units
    on plays.file_uri = units.unit
