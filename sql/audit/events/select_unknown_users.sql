-- Grain: one user of the batch's events who will be in no row of star.users
with wanted as (
    select events.user_id
    from audit.events as events
    where events.user_id is not null
    group by events.user_id
)

select
    wanted.user_id,
    count(*) over () as unexpected_count
from wanted
left join audit.users as fresh
    on wanted.user_id = fresh.user_id
left join star.users as known
    on wanted.user_id = known.user_id
where
    fresh.user_id is null
    and known.user_id is null
order by wanted.user_id
limit 5
