-- Writes: nothing
-- Reads: staging.plays, staging.batch_days, audit.songplays
-- Grain: one play that is in staging or in audit but not in both, but for other days' plays
-- Re-run: safe
-- Params: none
with compared as (
    select
        lines.session_id,
        lines.item_in_session,
        plays.songplay_id,
        plays.start_time
    from staging.plays as lines
    full outer join audit.songplays as plays
        on lines.session_id * 1000000 + lines.item_in_session = plays.songplay_id
    where
        lines.session_id is null
        or plays.songplay_id is null
),

unconserved as (
    select
        compared.session_id,
        compared.item_in_session,
        compared.songplay_id,
        case when compared.songplay_id is null then 'staging' else 'audit' end as found_in
    from compared
    left join staging.batch_days as days
        on trunc(compared.start_time) = days.day
        and days.is_whole
    where
        compared.session_id is not null
        or (compared.songplay_id is not null and days.day is not null)
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
