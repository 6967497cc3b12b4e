-- Grain: one event of the star: of a replaced unit, that has lost to another file's line, of an unknown file that a line of the batch is, or a play whose song the batch touches
-- Re-run: delete audit.replaced_events first, in the same transaction
insert into audit.replaced_events
select
    events.event_id,
    events.is_play,
    events.start_time
from star.events as events
inner join audit.replaced_units as replaced
    on events.file_uri = replaced.unit
union
select
    losers.event_id,
    losers.is_play,
    losers.start_time
from audit.contested_events as losers
where
    losers.source = 'star'
    and losers.row_rank > 1
union
select
    plays.songplay_id as event_id,
    true as is_play,
    plays.start_time
from star.songplays as plays
inner join staging.staging_events as events
    on plays.songplay_id = events.session_id * 1000000 + events.item_in_session
    and events.page = 'NextSong'
where plays.file_uri = 'unknown'
union
select
    matched.songplay_id as event_id,
    true as is_play,
    matched.start_time
from audit.songplays as matched
left join staging.batch_files as files
    on matched.file_uri = files.unit
where files.unit is null
