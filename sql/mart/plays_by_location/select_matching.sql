-- Writes: nothing
-- Reads: mart.plays
-- Grain: one of the locations with most plays whose name holds a text
-- Re-run: safe
-- Params: search, row_limit
with ranked as (
    select
        coalesce(plays.location, 'unknown') as location,
        count(*) as plays,
        row_number() over (order by count(*) desc, coalesce(plays.location, 'unknown')) as place
    from mart.plays as plays
    where strpos(lower(coalesce(plays.location, 'unknown')), lower(:search)) > 0
    group by coalesce(plays.location, 'unknown')
)

select
    ranked.location,
    ranked.plays
from ranked
where ranked.place <= :row_limit
order by ranked.place
