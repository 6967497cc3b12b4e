-- Grain: one load unit of events whose rows the batch takes out of the star, or loads
create or replace view audit.replaced_units as
select files.known_unit as unit
from staging.batch_files as files
where
    files.kind = 'events'
    and files.known_unit is not null
union
select files.unit
from staging.batch_files as files
where
    files.kind = 'events'
    and files.unit is not null
