-- Writes: staging.staging_songs
-- Reads: nothing
-- Grain: one song object of the batch's song files; file_uri is the file it lies in
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from staging.staging_songs
