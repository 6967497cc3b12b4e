-- Grain: one log line of the files that a manifest names
-- Re-run: delete staging.staging_events first, in the same transaction
copy staging.staging_events (
    artist,
    auth,
    first_name,
    gender,
    item_in_session,
    last_name,
    length,
    level,
    location,
    method,
    page,
    registration,
    session_id,
    song,
    status,
    ts,
    user_agent,
    user_id,
    file_uri
)
from :manifest
iam_role :iam_role
region :region
manifest
:compression
format as json :jsonpaths
timeformat as 'epochmillisecs'
maxerror as :max_error
compupdate off
