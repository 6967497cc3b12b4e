-- Writes: nothing
-- Reads: mart.level_changes
-- Grain: one UTC day and kind of change; the level filter keeps changes to that level
-- Re-run: safe
-- Params: first_day, last_day, level, location
select
    trunc(changes.changed_at) as day,
    changes.kind,
    count(*) as changes,
    count(distinct changes.user_id) as users
from mart.level_changes as changes
where
    changes.changed_at >= cast(:first_day as timestamp)
    and changes.changed_at < dateadd(day, 1, cast(:last_day as timestamp))
    and (:level = '' or changes.level = :level)
    and (:location = '' or changes.place = :location)
group by trunc(changes.changed_at), changes.kind
order by day, changes.kind
