-- Writes: nothing
-- Reads: staging.plays, staging.batch_days, audit.songplays
-- Grain: one play that is in staging or in audit but not in both, but for other days' plays
-- Re-run: safe
-- Params: none
with published as (
    select
        plays.songplay_id,
        days.day
    from audit.songplays as plays
    left join staging.batch_days as days
        on trunc(plays.start_time) = days.day
        and days.is_whole
),

compared as (
    select
        lines.session_id,
        lines.item_in_session,
        published.songplay_id,
        case when published.songplay_id is null then 'staging' else 'audit' end as found_in
    from staging.plays as lines
    full outer join published
        on lines.session_id * 1000000 + lines.item_in_session = published.songplay_id
    where
        (lines.session_id is not null and published.songplay_id is null)
        or (
            lines.session_id is null
            and published.songplay_id is not null
            and published.day is not null
        )
)

select
    compared.session_id,
    compared.item_in_session,
    compared.songplay_id,
    compared.found_in,
    count(*) over () as unexpected_count
from compared
order by compared.session_id, compared.item_in_session, compared.songplay_id
limit 5
