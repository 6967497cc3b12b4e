-- Grain: one song file that the batch loads again, with the songs that the catalogue has of it
select
    catalogue.file_uri as unit,
    count(*) as known_count
from ops.catalogue as catalogue
inner join staging.batch_files as files
    on catalogue.file_uri = files.uri
where files.purpose = 'load'
group by catalogue.file_uri
