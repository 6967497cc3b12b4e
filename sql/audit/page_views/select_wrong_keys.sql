-- Grain: one page view whose page_view_id is not made of its natural key
select
    views.page_view_id,
    views.session_id,
    views.item_in_session,
    count(*) over () as unexpected_count
from audit.page_views as views
where views.page_view_id <> views.session_id * 1000000 + views.item_in_session
order by views.page_view_id
limit 5
