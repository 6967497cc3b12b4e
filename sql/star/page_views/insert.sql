-- Grain: one row of audit.page_views
-- Re-run: after star/page_views/delete.sql, in the same transaction
insert into star.page_views
select
    fresh.page_view_id,
    fresh.start_time,
    fresh.user_id,
    fresh.level,
    fresh.session_id,
    fresh.item_in_session,
    fresh.page,
    fresh.method,
    fresh.status,
    fresh.location,
    fresh.user_agent,
    fresh.file_uri
from audit.page_views as fresh
