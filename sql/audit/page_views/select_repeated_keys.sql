-- Grain: one page_view_id that several rows have
with repeated as (
    select
        views.page_view_id,
        count(*) as row_count
    from audit.page_views as views
    group by views.page_view_id
    having count(*) > 1
)

select
    repeated.page_view_id,
    repeated.row_count,
    count(*) over () as unexpected_count
from repeated
order by repeated.page_view_id
limit 5
