-- Writes: nothing
-- Reads: ops.batch_days, ops.batches
-- Grain: one UTC day of the window, as the newest batch that had it published it
-- Re-run: safe
-- Params: first_day, last_day
with published as (
    select
        day,
        batch_id,
        songplays
    from ops.batch_days
    where day between cast(:first_day as date) and cast(:last_day as date)
),

ranked as (
    select
        published.day,
        published.batch_id,
        published.songplays,
        row_number() over (
            partition by published.day
            order by batches.published_at desc, batches.token desc
        ) as place
    from published
    inner join ops.batches as batches
        on published.batch_id = batches.batch_id
)

select
    ranked.day,
    ranked.batch_id,
    ranked.songplays as play_count
from ranked
where ranked.place = 1
order by ranked.day
