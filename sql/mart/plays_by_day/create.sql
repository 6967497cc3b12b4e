-- Writes: mart.plays_by_day
-- Reads: mart.plays, mart.days
-- Grain: one UTC day with plays
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_day as
with days as (
    select
        plays.day,
        count(*) as plays,
        count(distinct plays.user_id) as listeners
    from mart.plays as plays
    group by plays.day
)

select
    days.day,
    days.plays,
    days.listeners,
    coalesce(loaded.is_complete, false) as is_complete
from days
left join mart.days as loaded
    on days.day = loaded.day
