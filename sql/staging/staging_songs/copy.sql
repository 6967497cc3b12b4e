-- Grain: one song object of the packed files that a manifest names
-- Re-run: delete staging.staging_songs first, in the same transaction
copy staging.staging_songs (
    artist_id,
    artist_latitude,
    artist_location,
    artist_longitude,
    artist_name,
    duration,
    num_songs,
    song_id,
    title,
    year,
    file_uri
)
from :manifest
iam_role :iam_role
region :region
manifest
:compression
format as json :jsonpaths
maxerror as :max_error
compupdate off
