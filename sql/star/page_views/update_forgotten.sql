-- Grain: one page view of a user who is forgotten; the view stays, so that every line is accounted for
update star.page_views
set
    user_id = null,
    location = null,
    user_agent = null
where user_id in (select forgotten.user_id from ops.forgotten_users as forgotten)
