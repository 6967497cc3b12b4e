-- Grain: one UTC day and kind of interruption: errors (page Error, or status 400 and above) or adverts (page Roll Advert)
-- View: the same of all events
with interruptions as (
    select
        events.day,
        'error' as kind,
        events.user_id
    from mart.events as events
    where
        events.is_error
        and events.start_time >= cast(:first_day as timestamp)
        and events.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or events.level = :level)
        and (:location = '' or events.place = :location)
    union all
    select
        events.day,
        'advert' as kind,
        events.user_id
    from mart.events as events
    where
        events.page = 'Roll Advert'
        and events.start_time >= cast(:first_day as timestamp)
        and events.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or events.level = :level)
        and (:location = '' or events.place = :location)
)

select
    interruptions.day,
    interruptions.kind, -- error or advert
    count(*) as events, -- all of the day and kind
    count(distinct interruptions.user_id) as users -- distinct users
from interruptions
group by interruptions.day, interruptions.kind
order by interruptions.day, interruptions.kind
