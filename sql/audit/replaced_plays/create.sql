-- Grain: one play of the star that the batch takes out, or publishes again
create table if not exists audit.replaced_plays (
    songplay_id bigint not null, -- as in star.songplays
    start_time timestamp not null -- UTC, with milliseconds
)
distkey (songplay_id)
