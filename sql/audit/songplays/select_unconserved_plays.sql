-- Grain: one play of the batch's files that is in staging or in audit but not in both
with units as (
    select files.unit
    from staging.batch_files as files
    where files.kind = 'events'
    group by files.unit
),

lines as (
    select
        events.session_id,
        events.item_in_session,
        events.file_uri
    from audit.fresh_events as events
    where events.page = 'NextSong'
),

unconserved as (
    select
        lines.session_id,
        lines.item_in_session,
        plays.songplay_id,
        case when plays.file_uri is null then 'staging' else 'audit' end as found_in
    from lines
    full outer join audit.songplays as plays
        on lines.session_id * 1000000 + lines.item_in_session = plays.songplay_id
        and lines.file_uri = plays.file_uri
    left join units
        on plays.file_uri = units.unit
    where
        plays.file_uri is null
        or (
            lines.session_id is null
            and units.unit is not null
            and plays.songplay_id is not null -- that is another check's
        )
)

select
    unconserved.session_id,
    unconserved.item_in_session,
    unconserved.songplay_id,
    unconserved.found_in,
    count(*) over () as unexpected_count
from unconserved
order by unconserved.session_id, unconserved.item_in_session, unconserved.songplay_id
limit 5
