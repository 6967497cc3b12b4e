-- Grain: one file that has songs in the catalogue and is not in the ledger
select
    catalogue.file_uri,
    count(*) as song_count
from ops.catalogue as catalogue
left join ops.loaded_files as files
    on catalogue.file_uri = files.uri
where files.uri is null
group by catalogue.file_uri
order by catalogue.file_uri
