-- Writes: ops.quarantined_files
-- Reads: one file that the batch has written beside its manifests
-- Grain: one file that is left out
-- Re-run: not safe by itself: inside a transaction that ends with it
-- Params: source, iam_role, region
copy ops.quarantined_files
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
