-- Writes: ops.seen_fields
-- Reads: one file that the batch has written beside its manifests
-- Grain: one field that was not seen before
-- Re-run: not safe by itself: inside a transaction that ends with it
-- Params: source, iam_role, region
copy ops.seen_fields
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
