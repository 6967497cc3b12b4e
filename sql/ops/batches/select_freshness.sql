-- Grain: one row: the age of the newest day, judged when three of ten batches before were prompt
with ranked as (
    select
        batches.last_day,
        datediff(day, batches.last_day, batches.published_at) as age_days,
        row_number() over (order by batches.published_at desc, batches.batch_id) as row_rank
    from ops.batches as batches
    where batches.last_day is not null
),

freshest as (
    select
        max(ranked.last_day) as newest_day,
        datediff(day, max(ranked.last_day), getdate()) as age_days,
        sum(case when ranked.age_days <= 2 and ranked.row_rank between 2 and 11 then 1 else 0 end)
            as prompt_batches
    from ranked
)

select
    freshest.newest_day,
    freshest.age_days,
    freshest.prompt_batches,
    case
        when freshest.prompt_batches < 3 then 'too few prompt batches to judge'
        else 'compared'
    end as judgement,
    case
        when freshest.prompt_batches >= 3 and freshest.age_days > 2 then 1
        else 0
    end as unexpected_count
from freshest
where freshest.newest_day is not null
