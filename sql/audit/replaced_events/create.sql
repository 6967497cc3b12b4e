-- Grain: one event of the star that the batch takes out, or a play that it publishes again
create table if not exists audit.replaced_events (
    event_id bigint not null, -- songplay_id or page_view_id
    is_play boolean not null, -- whether it is in star.songplays, else in star.page_views
    start_time timestamp not null -- UTC, with milliseconds
)
distkey (event_id)
