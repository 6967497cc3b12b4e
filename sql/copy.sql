-- Reads: one file that a batch has written beside its manifests
-- Grain: one row of the table that is named, as the pipeline knows it
-- Re-run: not safe by itself: inside a transaction that ends with it
copy :relation
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
