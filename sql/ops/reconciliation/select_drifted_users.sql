-- Grain: one user that star.users does not hold once, with the newest of the user's files
with ranked as (
    select
        files.user_id,
        files.level,
        files.ts,
        row_number() over (
            partition by files.user_id
            order by
                files.ts desc,
                files.item_in_session desc,
                files.session_id desc,
                files.level desc,
                files.last_name,
                files.first_name,
                files.gender
        ) as row_rank
    from ops.user_files as files
),

versions as (
    select
        ranked.user_id,
        ranked.level,
        ranked.ts as last_event_at,
        1 as file_count,
        0 as star_count
    from ranked
    where ranked.row_rank = 1
    union all
    select
        users.user_id,
        users.level,
        users.last_event_at,
        0 as file_count,
        1 as star_count
    from star.users as users
),

counted as (
    select
        versions.user_id,
        sum(versions.file_count) as file_count,
        sum(versions.star_count) as star_count
    from versions
    group by versions.user_id, versions.level, versions.last_event_at
)

select
    counted.user_id,
    max(counted.file_count) as file_count,
    max(counted.star_count) as star_count
from counted
where counted.file_count <> 1 or counted.star_count <> 1
group by counted.user_id
order by counted.user_id
