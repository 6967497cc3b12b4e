-- Writes: staging.linked_days
-- Reads: one file that the batch has written beside its manifests
-- Grain: one pair of UTC days of the batch
-- Re-run: delete staging.linked_days first, in the same transaction
-- Params: source, iam_role, region
copy staging.linked_days
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
