-- Grain: one UTC day of files whose plays are unlike its weekday in eight weeks before, or one row of figures
with units as (
    select
        files.unit,
        files.day
    from staging.batch_files as files
    where
        files.kind = 'events'
        and files.purpose = 'load'
        and files.day is not null
    group by files.unit, files.day
),

staged as (
    select
        events.file_uri as unit,
        count(*) as play_count
    from staging.staging_events as events
    where events.page = 'NextSong'
    group by events.file_uri
),

known as (
    select
        loaded.day,
        loaded.plays as play_count
    from ops.load_units as loaded
    left join audit.replaced_units as replaced
        on loaded.unit = replaced.unit
    where
        replaced.unit is null
        and loaded.day is not null
),

history as (
    select
        known.day,
        sum(known.play_count) as play_count
    from known
    group by known.day
),

batch_days as (
    select
        units.day,
        sum(coalesce(staged.play_count, 0)) as play_count
    from units
    left join staged
        on units.unit = staged.unit
    group by units.day
),

fresh as (
    select
        batch_days.day,
        batch_days.play_count + coalesce(history.play_count, 0) as play_count
    from batch_days
    left join history
        on batch_days.day = history.day
),

compared as (
    select
        fresh.day,
        fresh.play_count,
        avg(cast(history.play_count as double precision)) as usual_count,
        min(history.play_count) as least_count,
        max(history.play_count) as most_count
    from fresh
    inner join history
        on datediff(day, history.day, fresh.day) between 1 and 56
        and mod(datediff(day, history.day, fresh.day), 7) = 0
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
