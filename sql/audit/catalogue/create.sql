-- Grain: one song object of a loaded file; is_current marks the one that counts for its song_id, as the batch will publish it
create table if not exists audit.catalogue (like ops.catalogue)
