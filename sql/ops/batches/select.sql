-- Grain: the batch of an id, when it was published
select
    batches.lines,
    batches.songplays,
    batches.page_views,
    batches.duplicates,
    batches.rejected,
    batches.matched,
    batches.repaired_texts
from ops.batches as batches
where batches.batch_id = :batch_id
