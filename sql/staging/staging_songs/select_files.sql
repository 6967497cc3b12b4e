-- Reads: staging.staging_songs
-- Grain: one song file of the batch, with its songs in staging
-- Re-run: safe
select
    songs.file_uri as unit,
    count(*) as line_count,
    count(*) as play_count
from staging.staging_songs as songs
group by songs.file_uri
order by songs.file_uri
