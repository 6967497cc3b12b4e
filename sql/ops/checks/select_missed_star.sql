-- Grain: the newest published batch when its star was never checked; else no row
with ranked as (
    select
        batches.batch_id,
        batches.started_at,
        row_number() over (order by batches.published_at desc, batches.batch_id) as row_rank
    from ops.batches as batches
),

staged as (
    select
        count(*) as file_count,
        count(ledger.uri) as loaded_count
    from staging.batch_files as files
    left join ops.loaded_files as ledger
        on files.uri = ledger.uri
        and files.etag = ledger.etag
    where files.purpose = 'load'
)

select
    ranked.batch_id,
    ranked.started_at,
    staged.file_count > 0 and staged.file_count = staged.loaded_count as can_be_checked
from ranked
cross join staged
where
    ranked.row_rank = 1
    and not exists (
        select 1
        from ops.checks as checks
        where
            checks.batch_id = ranked.batch_id
            and checks.table_name = 'star'
    )
