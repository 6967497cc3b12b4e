-- Grain: one row: how new the figures are, and whether a batch is being loaded
select
    freshness.first_play_at,
    freshness.last_play_at,
    freshness.published_at,
    freshness.batches,
    freshness.first_day,
    freshness.last_day,
    freshness.days_loaded,
    freshness.loading_renewed_at,
    freshness.checked_at
from mart.freshness as freshness
