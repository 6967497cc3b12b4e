-- Grain: one line of the batch whose natural key another line has won
select
    lines.session_id,
    lines.item_in_session,
    lines.file_uri,
    count(*) over () as unexpected_count
from audit.contested_events as lines
where
    lines.source = 'staged'
    and lines.row_rank > 1
order by lines.session_id, lines.item_in_session, lines.file_uri
limit 5
