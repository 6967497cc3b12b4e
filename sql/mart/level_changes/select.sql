-- Grain: one UTC day and kind of change; the level filter keeps changes to that level
with user_days as (
    select
        trunc(changes.changed_at) as day,
        changes.kind,
        changes.user_id,
        count(*) as changes
    from mart.level_changes as changes
    where
        changes.changed_at >= cast(:first_day as timestamp)
        and changes.changed_at < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or changes.level = :level)
        and (:location = '' or changes.place = :location)
    group by trunc(changes.changed_at), changes.kind, changes.user_id
),

ranked as (
    select
        user_days.day,
        user_days.kind,
        user_days.changes,
        coalesce(users.first_name || ' ', '') || coalesce(users.last_name || ' ', '')
        || '(' || coalesce(user_days.user_id, 'no id') || ')' as user_name,
        row_number() over (
            partition by user_days.day, user_days.kind
            order by user_days.user_id
        ) as row_rank
    from user_days
    left join star.users as users
        on user_days.user_id = users.user_id
)

select
    ranked.day,
    ranked.kind,
    cast(sum(ranked.changes) as bigint) as changes,
    count(*) as users,
    -- of the first few: a text of all could be longer than LISTAGG allows
    listagg(case when ranked.row_rank <= :row_limit then ranked.user_name end, ', ')
    within group (order by ranked.row_rank) as user_names
from ranked
group by ranked.day, ranked.kind
order by ranked.day, ranked.kind
