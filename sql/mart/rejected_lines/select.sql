-- Grain: one of the newest groups of refused lines
with ranked as (
    select
        rejected.rejected_at,
        rejected.table_name,
        rejected.file_uri,
        rejected.reason,
        rejected.lines,
        rejected.first_line,
        row_number() over (
            order by rejected.rejected_at desc, rejected.lines desc, rejected.file_uri
        ) as row_rank
    from mart.rejected_lines as rejected
)

select
    ranked.rejected_at,
    ranked.table_name,
    ranked.file_uri,
    ranked.first_line,
    ranked.reason,
    ranked.lines
from ranked
where ranked.row_rank <= :row_limit
order by ranked.row_rank
