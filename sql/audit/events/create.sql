-- Grain: one event that a batch will publish: a play, or a view of another page
create or replace view audit.events as
select
    plays.songplay_id as event_id, -- songplay_id or page_view_id
    true as is_play, -- whether it is in audit.songplays, else in audit.page_views
    plays.session_id,
    plays.item_in_session,
    plays.user_id,
    plays.file_uri
from audit.songplays as plays
union all
select
    views.page_view_id as event_id,
    false as is_play,
    views.session_id,
    views.item_in_session,
    views.user_id,
    views.file_uri
from audit.page_views as views
