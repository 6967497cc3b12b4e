-- Grain: one row: the plays of the filters in a few figures
with user_sessions as (
    select
        plays.user_id,
        plays.session_id,
        count(*) as plays,
        count(plays.song_id) as matched_plays,
        sum(plays.duration_seconds) as seconds
    from mart.plays as plays
    where
        plays.start_time >= cast(:first_day as timestamp)
        and plays.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or plays.level = :level)
        and (:location = '' or plays.place = :location)
        and (:artist = '' or plays.artist_name_key = :artist)
        and (:title = '' or plays.title_key = :title)
    group by plays.user_id, plays.session_id
)

select
    cast(coalesce(sum(user_sessions.plays), 0) as bigint) as plays,
    count(distinct user_sessions.user_id) as listeners,
    count(*) as sessions,
    cast(coalesce(sum(user_sessions.matched_plays), 0) as bigint) as matched_plays,
    coalesce(sum(user_sessions.seconds), 0) / 3600 as hours_listened
from user_sessions
