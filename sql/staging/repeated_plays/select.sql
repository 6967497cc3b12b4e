-- Writes: nothing
-- Reads: staging.staging_events, staging.repeated_plays
-- Grain: one UTC day, with its lines that repeat a play of another line
-- Re-run: safe
-- Params: none
with lines as (
    select
        trunc(events.ts) as day,
        count(*) as line_count
    from staging.staging_events as events
    inner join staging.repeated_plays as repeated
        on events.session_id = repeated.session_id
        and events.item_in_session = repeated.item_in_session
    where events.page = 'NextSong'
    group by trunc(events.ts)
),

counting as (
    select
        trunc(repeated.ts) as day,
        count(*) as line_count
    from staging.repeated_plays as repeated
    group by trunc(repeated.ts)
)

select
    lines.day,
    lines.line_count - coalesce(counting.line_count, 0) as duplicate_lines
from lines
left join counting
    on lines.day = counting.day
order by lines.day
