-- Grain: one rejected line whose userId is a forgotten user's, as a number or a text; the rest of its row stays
update ops.rejected_lines
set raw_line = null
from ops.forgotten_users as forgotten
where
    strpos(
        replace(replace(replace(replace(raw_line, ' ', ''), chr(9), ''), '"', ''), '}', ',')
        || ',',
        'userId:' || forgotten.user_id || ','
    ) > 0
