-- Grain: one load unit of the batch with repeated lines: those repeated in it, and those that another unit's event has won, plays and page views apart
select
    lines.file_uri as unit,
    count(case when lines.is_play and lines.file_rank > 1 then 1 end) as repeated_plays,
    count(case when not lines.is_play and lines.file_rank > 1 then 1 end) as repeated_page_views,
    count(
        case when lines.is_play and lines.file_rank = 1 and lines.row_rank > 1 then 1 end
    ) as lost_plays,
    count(
        case when not lines.is_play and lines.file_rank = 1 and lines.row_rank > 1 then 1 end
    ) as lost_page_views
from audit.contested_events as lines
where lines.source = 'staged'
group by lines.file_uri
