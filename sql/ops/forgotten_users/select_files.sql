-- Grain: one file of the lake with an event of a user who is forgotten and not yet removed, or its load unit where the ledger does not know it
select coalesce(files.uri, events.file_uri) as uri
from ops.user_files as events
inner join ops.forgotten_users as forgotten
    on events.user_id = forgotten.user_id
left join ops.loaded_files as files
    on events.file_uri = files.unit
group by coalesce(files.uri, events.file_uri)
order by coalesce(files.uri, events.file_uri)
