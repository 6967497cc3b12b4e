-- Reads: star.time
-- Grain: one start_time that was played, as the batch will publish it
-- Re-run: safe, an existing table stays
create table if not exists audit.time (like star.time)
