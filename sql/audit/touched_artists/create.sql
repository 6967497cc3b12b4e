-- Grain: one artist whose row the batch may change
create or replace view audit.touched_artists as
select fresh.artist_id
from staging.staging_songs as fresh
union
select known.artist_id
from ops.catalogue as known
inner join staging.batch_files as files
    on known.file_uri = files.uri
