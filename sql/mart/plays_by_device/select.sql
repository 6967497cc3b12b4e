-- Grain: one device and browser
-- View: the same of all plays
with agents as (
    select
        plays.user_agent,
        plays.user_id,
        count(*) as plays
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.user_agent, plays.user_id
)

select
    coalesce(devices.device, 'unknown') as device, -- unknown without a user agent
    coalesce(devices.browser, 'unknown') as browser, -- unknown without a user agent
    cast(sum(agents.plays) as bigint) as plays, -- all of the device and browser
    count(distinct agents.user_id) as listeners -- distinct users
from agents
left join mart.devices as devices
    on agents.user_agent = devices.user_agent
group by coalesce(devices.device, 'unknown'), coalesce(devices.browser, 'unknown')
order by plays desc, device, browser
