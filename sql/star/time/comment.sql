-- Grain: one comment on one column
comment on column star.time.weekday is 'ISO weekday of start_time in UTC: 1 = Monday to 7 = Sunday'
