-- Grain: one NextSong event; those loaded before rows knew their file have the file unknown
alter table star.songplays add column file_uri varchar(4096) default 'unknown'
