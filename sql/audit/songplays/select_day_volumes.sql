-- Writes: nothing
-- Reads: staging.batch_days, audit.songplays, ops.batch_days, ops.batches
-- Grain: one rebuilt UTC day that is unlike its weekday in eight weeks before, or one row of figures
-- Re-run: safe
-- Params: none
with plays as (
    select
        trunc(plays.start_time) as day,
        count(*) as play_count
    from audit.songplays as plays
    group by trunc(plays.start_time)
),

fresh as (
    select
        days.day,
        coalesce(plays.play_count, 0) as play_count
    from staging.batch_days as days
    left join plays
        on days.day = plays.day
    where days.is_whole
),

ranked as (
    select
        days.day,
        days.songplays,
        row_number() over (
            partition by days.day
            order by batches.published_at desc, batches.batch_id
        ) as place
    from ops.batch_days as days
    inner join ops.batches as batches
        on days.batch_id = batches.batch_id
),

compared as (
    select
        fresh.day,
        fresh.play_count,
        avg(cast(ranked.songplays as double precision)) as usual_count,
        min(ranked.songplays) as least_count,
        max(ranked.songplays) as most_count
    from fresh
    inner join ranked
        on ranked.place = 1
        and datediff(day, ranked.day, fresh.day) between 1 and 56
        and mod(datediff(day, ranked.day, fresh.day), 7) = 0
    group by fresh.day, fresh.play_count
    having count(*) >= 3
),

judged as (
    select
        compared.day,
        compared.play_count,
        round(compared.usual_count, 0) as usual_count,
        case
            when compared.play_count < compared.usual_count / 3 then 1
            when compared.play_count > compared.usual_count * 3 then 1
            when
                abs(compared.play_count - compared.usual_count) < 3 * sqrt(compared.usual_count)
                then 0
            when compared.play_count < compared.least_count / 2.0 then 1 -- and it is no chance
            when compared.play_count > compared.most_count * 2 then 1
            else 0
        end as is_unusual
    from compared
),

figures as (
    select
        count(*) as judged_days,
        coalesce(sum(judged.is_unusual), 0) as unusual_days
    from judged
)

select
    judged.day,
    judged.play_count,
    judged.usual_count,
    figures.judged_days,
    case
        when figures.judged_days = 0 then 'too few weeks to compare with'
        else 'compared'
    end as judgement,
    figures.unusual_days as unexpected_count
from figures
left join judged
    on judged.is_unusual = 1
order by judged.day
limit 5
