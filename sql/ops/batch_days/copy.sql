-- Writes: ops.batch_days
-- Reads: one file that the batch has written beside its manifests
-- Grain: one UTC day of the batch
-- Re-run: inside the transaction that publishes
-- Params: source, iam_role, region
copy ops.batch_days
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
