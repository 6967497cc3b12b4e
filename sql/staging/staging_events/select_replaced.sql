-- Grain: one load unit of the batch that replaces one of the same name, with its plays, each natural key once
select
    events.file_uri as unit,
    count(distinct events.session_id * 1000000 + events.item_in_session) as play_count
from staging.staging_events as events
inner join ops.load_units as units
    on events.file_uri = units.unit
where events.page = 'NextSong'
group by events.file_uri
