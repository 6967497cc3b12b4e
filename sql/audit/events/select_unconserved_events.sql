-- Grain: one event of the batch's files that is in staging or in audit but not in both
with units as (
    select files.unit
    from staging.batch_files as files
    where files.kind = 'events'
    group by files.unit
),

lines as (
    select
        fresh.session_id,
        fresh.item_in_session,
        fresh.page = 'NextSong' as is_play,
        fresh.file_uri
    from audit.fresh_events as fresh
),

unconserved as (
    select
        lines.session_id,
        lines.item_in_session,
        events.event_id,
        coalesce(events.is_play, lines.is_play) as is_play,
        case when events.file_uri is null then 'staging' else 'audit' end as found_in
    from lines
    full outer join audit.events as events
        on lines.session_id * 1000000 + lines.item_in_session = events.event_id
        and lines.is_play = events.is_play
        and lines.file_uri = events.file_uri
    left join units
        on events.file_uri = units.unit
    where
        events.file_uri is null
        or (
            lines.session_id is null
            and units.unit is not null
            and events.event_id is not null -- that is another check's
        )
)

select
    unconserved.session_id,
    unconserved.item_in_session,
    unconserved.event_id,
    unconserved.is_play,
    unconserved.found_in,
    count(*) over () as unexpected_count
from unconserved
order by unconserved.session_id, unconserved.item_in_session, unconserved.event_id
limit 5
