-- Writes: ops.rejected_lines
-- Reads: one file that the batch has written beside its manifests
-- Grain: one line of the lake that a batch could not load
-- Re-run: delete the batch's lines of the table first, in the same transaction
-- Params: source, iam_role, region
copy ops.rejected_lines
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
