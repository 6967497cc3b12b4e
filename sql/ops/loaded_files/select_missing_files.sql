-- Grain: one file of the batch that the ledger does not hold as it was loaded
select
    files.uri,
    count(*) over () as unexpected_count
from staging.batch_files as files
left join ops.loaded_files as known
    on files.uri = known.uri
    and files.etag = known.etag
where
    files.purpose = 'load'
    and known.uri is null
order by files.uri
limit 5
