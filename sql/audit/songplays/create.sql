-- Grain: one NextSong event, with the load unit it came in, nearly always its file, as the batch will publish it
create table if not exists audit.songplays (like star.songplays)
