-- Writes: nothing
-- Reads: staging.staging_events, staging.repeated_plays
-- Grain: one pair of UTC days that have lines of one play, the day that counts first
-- Re-run: safe
-- Params: none
select
    trunc(repeated.ts) as day,
    trunc(events.ts) as linked_day
from staging.repeated_plays as repeated
inner join staging.staging_events as events
    on repeated.session_id = events.session_id
    and repeated.item_in_session = events.item_in_session
where
    events.page = 'NextSong'
    and trunc(events.ts) <> trunc(repeated.ts)
group by trunc(repeated.ts), trunc(events.ts)
