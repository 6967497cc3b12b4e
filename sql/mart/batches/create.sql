-- Grain: one published batch
create or replace view mart.batches as
select
    batches.batch_id,
    batches.published_at,
    datediff(second, batches.started_at, batches.published_at) as seconds, -- since the plan
    batches.event_files,
    batches.song_files,
    batches.size_bytes,
    batches.first_day,
    batches.last_day,
    batches.lines,
    batches.songplays as plays, -- lines that became a play
    batches.page_views,
    batches.duplicates,
    batches.rejected,
    batches.matched as matched_plays, -- plays whose song is in the catalogue
    batches.repaired_texts,
    batches.statements, -- sent until it was published, checks included
    batches.statement_seconds -- that these took, those at the same time added up
from ops.batches as batches
