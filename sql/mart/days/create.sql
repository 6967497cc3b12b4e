-- Writes: mart.days
-- Reads: ops.loaded_files
-- Grain: one UTC day of which events are loaded; complete when loaded after it ended
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.days as
select
    files.day,
    max(files.loaded_at) as loaded_at,
    max(files.loaded_at) >= dateadd(day, 1, cast(files.day as timestamp)) as is_complete
from ops.loaded_files as files
where files.day is not null
group by files.day
