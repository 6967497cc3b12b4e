-- Grain: one change of a user's level, at the first play on the new level
create or replace view mart.level_changes as
with switchers as (
    select plays.user_id
    from mart.plays as plays
    group by plays.user_id
    having min(plays.level) <> max(plays.level)
),

compared as (
    select
        plays.user_id,
        plays.start_time,
        plays.week,
        plays.level,
        plays.place,
        lag(plays.level) over (
            partition by plays.user_id
            order by plays.start_time, plays.item_in_session, plays.session_id
        ) as earlier_level
    from mart.plays as plays
    inner join switchers
        on plays.user_id = switchers.user_id
    where plays.level is not null
)

select
    compared.user_id,
    compared.start_time as changed_at, -- first play on the new level, UTC
    compared.week,
    compared.earlier_level, -- free or paid
    compared.level, -- free or paid
    compared.place,
    case
        when compared.earlier_level = 'free' and compared.level = 'paid' then 'upgrade'
        when compared.earlier_level = 'paid' and compared.level = 'free' then 'downgrade'
        else 'other'
    end as kind -- upgrade, downgrade or other
from compared
where compared.level <> compared.earlier_level
