-- Grain: one row: the batch's match rate beside the last ten batches' (5 points and chance apart)
with fresh as (
    select
        count(*) as play_count,
        cast(count(plays.song_id) as double precision) / nullif(count(*), 0) as match_rate
    from audit.songplays as plays
),

recent as (
    select
        cast(batches.matched as double precision) / batches.songplays as match_rate,
        row_number() over (order by batches.published_at desc) as row_rank
    from ops.batches as batches
    where batches.songplays >= 100
),

history as (
    select
        count(*) as batch_count,
        avg(recent.match_rate) as usual_rate
    from recent
    where recent.row_rank <= 10
)

select
    round(fresh.match_rate, 4) as match_rate,
    round(history.usual_rate, 4) as usual_rate,
    history.batch_count,
    case
        when fresh.play_count < 100 then 'too few plays to judge'
        when history.batch_count < 3 then 'too few batches to compare with'
        else 'compared'
    end as judgement,
    case
        when
            fresh.play_count >= 100
            and history.batch_count >= 3
            and abs(fresh.match_rate - history.usual_rate)
            > 0.05 + 3 * sqrt(
                greatest(0, history.usual_rate * (1 - history.usual_rate))
                / nullif(fresh.play_count, 0)
            )
            then 1
        else 0
    end as unexpected_count
from fresh
cross join history
