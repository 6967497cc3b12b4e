-- Grain: one location, level and gender, of the locations with most users; each user counts once, at the place and level of the newest event
-- View: the same of all events
with newest as (
    select
        events.user_id,
        max(events.start_time) as start_time
    from mart.events as events
    where
        events.user_id is not null
        and events.start_time >= cast(:first_day as timestamp)
        and events.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or events.level = :level)
        and (:location = '' or events.place = :location)
    group by events.user_id
),

ranked as (
    select
        events.user_id,
        events.location,
        split_part(split_part(events.location, ', ', 2), '-', 1) as state,
        events.level,
        row_number() over (
            partition by events.user_id
            order by events.item_in_session desc, events.session_id desc
        ) as event_rank
    from mart.events as events
    inner join newest -- a sort of all events takes seven times as long
        on
        events.user_id = newest.user_id
        and events.start_time = newest.start_time
    where
        events.start_time >= cast(:first_day as timestamp)
        and events.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or events.level = :level)
        and (:location = '' or events.place = :location)
),

placed as (
    select
        case when ranked.state similar to '[A-Z][A-Z]' then ranked.location end as location,
        case when ranked.state similar to '[A-Z][A-Z]' then ranked.state end as state,
        ranked.level,
        users.gender,
        count(*) as users
    from ranked
    left join star.users as users
        on ranked.user_id = users.user_id
    where ranked.event_rank = 1
    group by
        case when ranked.state similar to '[A-Z][A-Z]' then ranked.location end,
        case when ranked.state similar to '[A-Z][A-Z]' then ranked.state end,
        ranked.level,
        users.gender
),

largest as (
    select
        placed.location,
        row_number() over (order by sum(placed.users) desc, placed.location) as row_rank
    from placed
    where placed.location is not null
    group by placed.location
)

select
    largest.location, -- null of the others, and of those that name no state
    placed.state, -- the first that the location names; null when it names none
    placed.level, -- free or paid, at the newest event; null is unknown
    placed.gender, -- F or M, of the newest event of all; null is unknown
    cast(sum(placed.users) as bigint) as users -- distinct users
from placed
left join largest
    on placed.location = largest.location
    and largest.row_rank <= :row_limit
group by largest.location, placed.state, placed.level, placed.gender
order by users desc, largest.location, placed.state, placed.level, placed.gender
