-- Grain: one user agent that was played with, with the device and browser it names
create or replace view mart.devices as
with agents as (
    select plays.user_agent
    from star.songplays as plays
    where plays.user_agent is not null
    group by plays.user_agent
)

select
    agents.user_agent, -- as in star.songplays
    case
        when agents.user_agent like '%iPhone%' then 'iPhone'
        when agents.user_agent like '%iPad%' then 'iPad'
        when agents.user_agent like '%Android%' then 'Android'
        when agents.user_agent like '%Windows%' then 'Windows'
        when agents.user_agent like '%Macintosh%' then 'Mac'
        when agents.user_agent like '%Linux%' then 'Linux'
        else 'other'
    end as device, -- iPhone, iPad, Android, Windows, Mac, Linux or other
    case -- the order matters: most browsers also name those they descend from
        when agents.user_agent like '%Edg%/%' then 'Edge'
        when agents.user_agent like '%OPR/%' then 'Opera'
        when agents.user_agent like '%Firefox/%' or agents.user_agent like '%FxiOS/%' then 'Firefox'
        when agents.user_agent like '%Chrome/%' or agents.user_agent like '%CriOS/%' then 'Chrome'
        when agents.user_agent like '%Safari/%' then 'Safari'
        when agents.user_agent like '%MSIE%' or agents.user_agent like '%Trident/%'
            then 'Internet Explorer'
        else 'other'
    end as browser -- name of the browser, or other
from agents
