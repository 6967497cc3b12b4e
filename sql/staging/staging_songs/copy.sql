-- Writes: staging.staging_songs
-- Reads: the packed song files that a manifest names
-- Grain: one song object
-- Re-run: delete staging.staging_songs first, in the same transaction
-- Params: manifest, iam_role, region, max_error
copy staging.staging_songs
from :manifest
iam_role :iam_role
region :region
manifest
gzip
format as json 'auto'
maxerror as :max_error
compupdate off
statupdate off
