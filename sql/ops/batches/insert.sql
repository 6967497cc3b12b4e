-- Grain: one published batch
-- Re-run: inside the transaction that publishes
insert into ops.batches (
    batch_id,
    token,
    started_at,
    published_at,
    event_files,
    song_files,
    size_bytes,
    first_day,
    last_day,
    lines,
    songplays,
    page_views,
    duplicates,
    rejected,
    matched,
    repaired_texts,
    statements,
    statement_seconds
)
values (
    :batch_id,
    :token,
    :started_at,
    :published_at,
    :event_files,
    :song_files,
    :size_bytes,
    :first_day,
    :last_day,
    :lines,
    :songplays,
    :page_views,
    :duplicates,
    :rejected,
    :matched,
    :repaired_texts,
    :statements,
    :statement_seconds
)
