-- Grain: one row: how new the figures are, and whether a batch is being loaded
create or replace view mart.freshness as
with plays as (
    select
        min(songplays.start_time) as first_play_at,
        max(songplays.start_time) as last_play_at
    from star.songplays as songplays
),

published as (
    select
        max(batches.published_at) as published_at,
        count(*) as batches
    from ops.batches as batches
),

loaded as (
    select
        min(days.day) as first_day,
        max(days.day) as last_day,
        count(*) as days_loaded
    from mart.days as days
),

unknown as (
    select count(*) as files
    from ops.loaded_files as files
    left join ops.load_units as units
        on files.unit = units.unit
    where
        files.kind = 'events'
        and units.page_views is null
),

loading as (
    select max(lease.renewed_at) as renewed_at
    from ops.lease as lease
    left join ops.batches as batches
        on lease.batch_id = batches.batch_id
    where
        lease.batch_id is not null
        and batches.batch_id is null -- a batch that is published is loaded
)

select
    plays.first_play_at, -- UTC
    plays.last_play_at, -- UTC
    published.published_at, -- when a batch was last published, UTC
    published.batches, -- published in all
    loaded.first_day, -- first loaded UTC day
    loaded.last_day, -- last loaded UTC day
    loaded.days_loaded, -- UTC days with a loaded file
    unknown.files as files_without_page_views, -- loaded by a version that kept none
    loading.renewed_at as loading_renewed_at, -- sign of life of a run that loads; null without one
    getdate() as checked_at -- when this was asked, UTC
from plays
cross join published
cross join loaded
cross join unknown
cross join loading
