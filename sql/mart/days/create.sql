-- Grain: one UTC day of which events are loaded; complete when loaded after it ended
create or replace view mart.days as
with loaded as (
    select
        files.day,
        max(files.loaded_at) as loaded_at
    from ops.loaded_files as files
    where files.day is not null
    group by files.day
)

select
    loaded.day, -- UTC
    weekdays.weekday,
    loaded.loaded_at, -- when its newest file was loaded
    loaded.loaded_at >= dateadd(day, 1, cast(loaded.day as timestamp))
        as is_complete -- whether it was loaded after it ended
from loaded
inner join mart.weekdays as weekdays
    on extract(dow from loaded.day) = weekdays.day_of_week
