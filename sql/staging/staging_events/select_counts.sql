-- Writes: nothing
-- Reads: staging.staging_events, staging.repeated_plays
-- Grain: one row: lines of the batch that are no play, and lines that repeat one
-- Re-run: safe
-- Params: none
with staged as (
    select count(*) as other_pages
    from staging.staging_events as events
    where events.page <> 'NextSong'
),

repeated as (
    select coalesce(sum(repeated.line_count - 1), 0) as duplicates
    from staging.repeated_plays as repeated
)

select
    staged.other_pages,
    repeated.duplicates
from staged
cross join repeated
