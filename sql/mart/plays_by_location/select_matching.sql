-- Grain: one of the locations with most plays whose name holds a text
with named as (
    select
        plays.place as location,
        count(*) as plays
    from mart.plays as plays
    group by plays.place
),

ranked as (
    select
        named.location,
        named.plays,
        row_number() over (order by named.plays desc, named.location) as row_rank
    from named
    where strpos(lower(named.location), lower(:search)) > 0
)

select
    ranked.location,
    ranked.plays
from ranked
where ranked.row_rank <= :row_limit
order by ranked.row_rank
