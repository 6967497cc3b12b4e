-- Grain: one of the newest published batches
with ranked as (
    select
        batches.batch_id,
        batches.published_at,
        batches.seconds,
        batches.event_files,
        batches.song_files,
        batches.first_day,
        batches.last_day,
        batches.lines,
        batches.plays,
        batches.page_views,
        batches.duplicates,
        batches.rejected,
        batches.matched_plays,
        batches.repaired_texts,
        row_number() over (order by batches.published_at desc, batches.batch_id) as place
    from mart.batches as batches
)

select
    ranked.published_at,
    ranked.batch_id,
    ranked.first_day,
    ranked.last_day,
    ranked.event_files,
    ranked.song_files,
    ranked.lines,
    ranked.plays,
    ranked.page_views,
    ranked.duplicates,
    ranked.rejected,
    ranked.matched_plays,
    ranked.repaired_texts,
    ranked.seconds
from ranked
where ranked.place <= :row_limit
order by ranked.place
