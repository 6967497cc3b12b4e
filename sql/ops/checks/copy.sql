-- Writes: ops.checks
-- Reads: one file that the batch has written beside its manifests
-- Grain: one expectation evaluated for one batch
-- Re-run: delete the batch's lines of the table first, in the same transaction
-- Params: source, iam_role, region
copy ops.checks
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
