-- Grain: one file of the batch, with its rows in staging
select
    staged.file_uri as unit,
    count(*) as line_count,
    count(*) as play_count
from :relation as staged
group by staged.file_uri
order by staged.file_uri
