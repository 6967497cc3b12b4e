-- Grain: one start_time that the batch's plays have, in UTC; week is the ISO week, weekday 1 = Monday
-- Re-run: delete audit.time first, in the same transaction
insert into audit.time
with moments as (
    select plays.start_time
    from audit.fresh_events as plays
    where plays.page = 'NextSong'
    group by plays.start_time
)

select
    moments.start_time,
    extract(hour from moments.start_time) as hour,
    extract(day from moments.start_time) as day,
    extract(week from moments.start_time) as week,
    extract(month from moments.start_time) as month,
    extract(year from moments.start_time) as year,
    case
        when extract(dow from moments.start_time) = 0 then 7
        else extract(dow from moments.start_time)
    end as weekday
from moments
