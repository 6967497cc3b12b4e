-- Grain: one row: how many events of the star the batch takes out, and when the first and the last began
select
    count(*) as event_count,
    min(replaced.start_time) as first_start,
    max(replaced.start_time) as last_start
from audit.replaced_events as replaced
