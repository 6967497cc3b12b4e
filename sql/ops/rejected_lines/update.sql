-- Grain: one rejected line whose text was kept for long enough; the rest of its row stays
update ops.rejected_lines
set raw_line = null
where
    raw_line is not null
    and rejected_at < cast(:kept_since as timestamp)
