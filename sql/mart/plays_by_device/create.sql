-- Writes: mart.plays_by_device
-- Reads: mart.plays, mart.devices
-- Grain: one device and browser
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_device as
with agents as (
    select
        plays.user_agent,
        plays.user_id,
        count(*) as plays
    from mart.plays as plays
    group by plays.user_agent, plays.user_id
)

select
    coalesce(devices.device, 'unknown') as device,
    coalesce(devices.browser, 'unknown') as browser,
    cast(sum(agents.plays) as bigint) as plays,
    count(distinct agents.user_id) as listeners
from agents
left join mart.devices as devices
    on agents.user_agent = devices.user_agent
group by coalesce(devices.device, 'unknown'), coalesce(devices.browser, 'unknown')
