-- Grain: one start_time that was played, as the batch will publish it
create table if not exists audit.time (like star.time)
