-- Writes: staging.batch_days
-- Reads: one file that the batch has written beside its manifests
-- Grain: one UTC day of the batch
-- Re-run: delete staging.batch_days first, in the same transaction
-- Params: source, iam_role, region
copy staging.batch_days
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
