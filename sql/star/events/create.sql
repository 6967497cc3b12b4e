-- Grain: one event of the log: a play, or a view of another page
create or replace view star.events as
select
    plays.songplay_id as event_id, -- songplay_id or page_view_id, which may be equal where the log repeats a key
    true as is_play, -- whether it is in star.songplays, else in star.page_views
    plays.start_time,
    plays.user_id,
    plays.level,
    plays.session_id,
    plays.item_in_session,
    cast('NextSong' as varchar(64)) as page, -- NextSong is a play
    cast(null as varchar(16)) as method, -- GET or PUT; null of plays
    cast(null as integer) as status, -- of HTTP; null of plays
    plays.location,
    plays.user_agent,
    plays.title,
    plays.artist_name,
    plays.duration,
    plays.file_uri
from star.songplays as plays
union all
select
    views.page_view_id as event_id,
    false as is_play,
    views.start_time,
    views.user_id,
    views.level,
    views.session_id,
    views.item_in_session,
    views.page,
    views.method,
    views.status,
    views.location,
    views.user_agent,
    cast(null as varchar(1024)) as title,
    cast(null as varchar(1024)) as artist_name,
    cast(null as double precision) as duration,
    views.file_uri
from star.page_views as views
