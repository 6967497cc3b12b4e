-- Grain: one user of the batch's events who has no row
with wanted as (
    select trim(events.user_id) as user_id
    from staging.staging_events as events
    where trim(events.user_id) <> ''
    group by trim(events.user_id)
)

select
    wanted.user_id,
    count(*) over () as unexpected_count
from wanted
left join audit.users as fresh
    on wanted.user_id = fresh.user_id
where fresh.user_id is null
order by wanted.user_id
limit 5
