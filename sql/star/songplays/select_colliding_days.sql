-- Writes: nothing
-- Reads: star.songplays, staging.staging_events, staging.batch_days
-- Grain: one UTC day outside of the batch that has a play with the natural key of one of the batch
-- Re-run: safe
-- Params: none
with fresh as (
    select
        events.session_id,
        events.item_in_session
    from staging.staging_events as events
    inner join staging.batch_days as days
        on trunc(events.ts) = days.day
    where events.page = 'NextSong'
)

select trunc(known.start_time) as day
from star.songplays as known
inner join fresh
    on known.session_id = fresh.session_id
    and known.item_in_session = fresh.item_in_session
left join staging.batch_days as days
    on trunc(known.start_time) = days.day
where days.day is null
group by trunc(known.start_time)
order by day
