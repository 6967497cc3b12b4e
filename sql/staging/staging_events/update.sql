-- Grain: one log line of the large files that were copied last, with the load unit it came in
update staging.staging_events
set file_uri = :unit
where file_uri is null
