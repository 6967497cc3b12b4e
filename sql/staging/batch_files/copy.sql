-- Writes: staging.batch_files
-- Reads: one file that the batch has written beside its manifests
-- Grain: one file of the batch
-- Re-run: delete staging.batch_files first, in the same transaction
-- Params: source, iam_role, region
copy staging.batch_files
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
