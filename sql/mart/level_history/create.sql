-- Grain: one stretch of plays of a user on one level; valid_to is null for the newest
create or replace view mart.level_history as
with compared as (
    select
        plays.user_id,
        plays.start_time,
        plays.item_in_session,
        plays.session_id,
        plays.level,
        plays.location,
        lag(plays.level) over (
            partition by plays.user_id
            order by plays.start_time, plays.item_in_session, plays.session_id
        ) as earlier_level,
        lag(plays.songplay_id) over (
            partition by plays.user_id
            order by plays.start_time, plays.item_in_session, plays.session_id
        ) as earlier_songplay_id
    from mart.plays as plays
    where plays.user_id is not null and plays.level is not null
)

select
    compared.user_id,
    compared.level, -- free or paid
    compared.earlier_level, -- null for the first stretch
    compared.location, -- of the first play of the stretch
    compared.start_time as valid_from, -- first play of the stretch, UTC
    lead(compared.start_time) over (
        partition by compared.user_id
        order by compared.start_time, compared.item_in_session, compared.session_id
    ) as valid_to -- first play of the next stretch, UTC
from compared
where
    compared.earlier_songplay_id is null
    or compared.level <> compared.earlier_level
