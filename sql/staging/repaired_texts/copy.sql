-- Writes: staging.repaired_texts
-- Reads: one file that the batch has written beside its manifests
-- Grain: one text of the batch
-- Re-run: delete staging.repaired_texts first, in the same transaction
-- Params: source, iam_role, region
copy staging.repaired_texts
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
