-- Grain: one load unit of the batch with repeated lines: those repeated in it, and those that another unit's play has won
select
    lines.file_uri as unit,
    sum(case when lines.file_rank > 1 then 1 else 0 end) as duplicate_count,
    sum(case when lines.file_rank = 1 and lines.row_rank > 1 then 1 else 0 end) as lost_count
from audit.contested_plays as lines
where lines.source = 'staged'
group by lines.file_uri
