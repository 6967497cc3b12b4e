-- Grain: one expectation evaluated for the batch that published last
create or replace view mart.checks as
with ranked as (
    select
        batches.batch_id,
        row_number() over (order by batches.published_at desc, batches.batch_id) as place
    from ops.batches as batches
)

select
    checks.batch_id, -- the batch that published last
    checks.table_name,
    checks.expectation,
    checks.subject,
    checks.severity,
    checks.success,
    checks.unexpected_count,
    checks.element_count,
    checks.observed_value,
    checks.checked_at
from ops.checks as checks
inner join ranked
    on
    checks.batch_id = ranked.batch_id
    and ranked.place = 1
