-- Writes: mart.plays_by_user
-- Reads: mart.plays, star.users
-- Grain: one user by id, as names are not unique; null is a play without a user
-- Re-run: safe, the view is replaced by itself
-- Params: none
create or replace view mart.plays_by_user as
with listeners as (
    select
        plays.user_id,
        count(*) as plays,
        count(distinct plays.session_id) as sessions,
        sum(plays.duration_seconds) / 3600 as hours_listened,
        max(plays.start_time) as last_play_at
    from mart.plays as plays
    group by plays.user_id
)

select
    listeners.user_id,
    users.first_name,
    users.last_name,
    users.level,
    listeners.plays,
    listeners.sessions,
    listeners.hours_listened,
    listeners.last_play_at
from listeners
left join star.users as users
    on listeners.user_id = users.user_id
