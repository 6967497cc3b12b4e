-- Grain: one row: how many plays of the star the batch takes out, and when the first and the last began
select
    count(*) as play_count,
    min(replaced.start_time) as first_start,
    max(replaced.start_time) as last_start
from audit.replaced_plays as replaced
