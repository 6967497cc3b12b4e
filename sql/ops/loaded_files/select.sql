-- Grain: one loaded file, and whether the page views of its load unit are in the star
select
    files.uri,
    files.kind,
    files.etag,
    files.size_bytes,
    files.batch_id,
    files.unit,
    units.page_views is not null as has_page_views
from ops.loaded_files as files
left join ops.load_units as units
    on files.unit = units.unit
