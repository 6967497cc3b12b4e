-- Grain: one of the users with most plays, by id; level is the newest
-- View: the same of all plays
with listeners as (
    select
        plays.user_id,
        count(*) as plays,
        count(distinct plays.session_id) as sessions,
        sum(plays.duration_seconds) / 3600 as hours_listened,
        max(plays.start_time) as last_play_at,
        row_number() over (order by count(*) desc, plays.user_id) as row_rank
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
    group by plays.user_id
),

busiest as (
    select
        listeners.row_rank,
        listeners.user_id,
        listeners.plays,
        listeners.sessions,
        listeners.hours_listened,
        listeners.last_play_at
    from listeners
    where listeners.row_rank <= :row_limit
)

select
    busiest.row_rank, -- 1 has most plays
    busiest.user_id,
    users.first_name,
    users.last_name,
    users.level,
    busiest.plays, -- all of the user
    busiest.sessions, -- of the user
    busiest.hours_listened, -- sum of the durations
    busiest.last_play_at -- UTC
from busiest
left join star.users as users
    on busiest.user_id = users.user_id
order by busiest.row_rank
