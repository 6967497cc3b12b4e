-- Writes: nothing
-- Reads: mart.plays_by_location
-- Grain: one of the locations with most plays whose name holds a text
-- Re-run: safe
-- Params: search, row_limit
with named as (
    select
        coalesce(locations.location, 'unknown') as location,
        cast(sum(locations.plays) as bigint) as plays
    from mart.plays_by_location as locations
    group by coalesce(locations.location, 'unknown')
),

ranked as (
    select
        named.location,
        named.plays,
        row_number() over (order by named.plays desc, named.location) as place
    from named
    where strpos(lower(named.location), lower(:search)) > 0
)

select
    ranked.location,
    ranked.plays
from ranked
where ranked.place <= :row_limit
order by ranked.place
