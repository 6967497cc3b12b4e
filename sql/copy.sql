-- Grain: one row of the table that is named, from a file that the pipeline writes beside the manifests
-- Re-run: inside a transaction that ends with it
copy :relation
from :source
iam_role :iam_role
region :region
format as json 'auto'
timeformat as 'auto'
compupdate off
statupdate off
