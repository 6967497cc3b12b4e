-- Grain: one load unit of which plays have no row in star.time
select
    plays.file_uri as unit,
    count(*) as play_count
from star.songplays as plays
left join star.time as moments
    on plays.start_time = moments.start_time
where
    moments.start_time is null
    and plays.start_time
    between cast(:first_start as timestamp) and cast(:last_start as timestamp)
group by plays.file_uri
order by plays.file_uri
