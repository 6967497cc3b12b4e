-- Grain: one change of a user from free to paid, with what the user did in the 14 days before
-- View: the same of all changes
with upgrades as (
    select
        changes.user_id,
        changes.changed_at,
        row_number() over (order by changes.changed_at desc, changes.user_id) as row_rank
    from mart.level_changes as changes
    where
        changes.kind = 'upgrade'
        and changes.user_id is not null
        and changes.changed_at >= cast(:first_day as timestamp)
        and changes.changed_at < dateadd(day, 1, cast(:last_day as timestamp))
        and (:location = '' or changes.place = :location)
),

counted as (
    select
        upgrades.row_rank,
        upgrades.user_id,
        upgrades.changed_at,
        count(distinct events.session_id) as sessions,
        count(case when events.is_play then 1 end) as plays,
        count(case when events.page = 'Roll Advert' then 1 end) as adverts,
        count(case when events.is_error then 1 end) as errors,
        count(case when events.page = 'Thumbs Up' then 1 end) as thumbs_up,
        count(case when events.page = 'Thumbs Down' then 1 end) as thumbs_down
    from upgrades
    left join mart.events as events
        on upgrades.user_id = events.user_id
        and dateadd(day, -14, upgrades.changed_at) <= events.start_time
        and upgrades.changed_at > events.start_time
    where upgrades.row_rank <= :row_limit
    group by upgrades.row_rank, upgrades.user_id, upgrades.changed_at
)

select
    counted.row_rank, -- 1 is the newest
    counted.changed_at, -- first play at level paid, UTC
    counted.user_id,
    users.first_name,
    users.last_name,
    counted.plays, -- in the 14 days before
    counted.sessions, -- in the 14 days before
    counted.adverts, -- views of Roll Advert in the 14 days before
    counted.errors, -- in the 14 days before
    counted.thumbs_up, -- in the 14 days before
    counted.thumbs_down -- in the 14 days before
from counted
left join star.users as users
    on counted.user_id = users.user_id
order by counted.row_rank
