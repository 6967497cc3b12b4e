-- Writes: audit.plays
-- Reads: staging.plays, staging.batch_days, audit.touched_keys, star.songplays
-- Grain: one play to be matched: the batch's, and those of other days whose song the batch touches
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view audit.plays as
select
    fresh.session_id,
    fresh.item_in_session,
    fresh.ts as start_time,
    fresh.user_id,
    fresh.level,
    fresh.location,
    fresh.user_agent,
    fresh.artist,
    fresh.song,
    fresh.length
from staging.plays as fresh
union all
select
    known.session_id,
    known.item_in_session,
    known.start_time,
    known.user_id,
    known.level,
    known.location,
    known.user_agent,
    known.artist_name as artist,
    known.title as song,
    known.duration as length
from star.songplays as known
inner join audit.touched_keys as touched
    on lower(known.artist_name) = touched.artist_key
    and lower(known.title) = touched.title_key
left join staging.batch_days as days
    on trunc(known.start_time) = days.day
    and days.is_whole
left join staging.plays as fresh
    on known.session_id = fresh.session_id
    and known.item_in_session = fresh.item_in_session
where
    days.day is null
    and fresh.session_id is null
