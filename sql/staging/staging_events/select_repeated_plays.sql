-- Writes: nothing
-- Reads: staging.repeated_plays
-- Grain: one play whose natural key the batch's lines repeat
-- Re-run: safe
-- Params: none
select
    repeated.session_id,
    repeated.item_in_session,
    sum(repeated.line_count - 1) over () as unexpected_count
from staging.repeated_plays as repeated
order by repeated.session_id, repeated.item_in_session
limit 5
