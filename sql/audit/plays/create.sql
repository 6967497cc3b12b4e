-- Grain: one play to be matched: those that the batch brings, and those of the star whose song it touches
create or replace view audit.plays as
select
    fresh.session_id,
    fresh.item_in_session,
    fresh.start_time,
    fresh.user_id,
    fresh.level,
    fresh.location,
    fresh.user_agent,
    fresh.artist,
    fresh.song,
    fresh.length,
    fresh.file_uri
from audit.fresh_events as fresh
where fresh.page = 'NextSong'
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
    known.duration as length,
    known.file_uri
from star.songplays as known
inner join audit.touched_keys as touched
    on lower(known.artist_name) = touched.artist_key
    and lower(known.title) = touched.title_key
left join audit.replaced_units as replaced
    on known.file_uri = replaced.unit
left join audit.fresh_events as fresh
    on known.session_id = fresh.session_id
    and known.item_in_session = fresh.item_in_session
    and fresh.page = 'NextSong'
where
    replaced.unit is null
    and fresh.session_id is null
