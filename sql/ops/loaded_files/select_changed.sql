-- Grain: one row: files of the batch that another batch has loaded since this one was planned
select count(*) as file_count
from staging.batch_files as planned
left join ops.loaded_files as known
    on planned.uri = known.uri
where coalesce(planned.known_batch_id, '') <> coalesce(known.batch_id, '')
