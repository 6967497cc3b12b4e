-- Writes: ops.load_units
-- Reads: one file that the batch has written beside its manifests
-- Grain: one load unit of the batch
-- Re-run: not safe by itself: inside a transaction that ends with it
-- Params: source, iam_role, region
copy ops.load_units
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
