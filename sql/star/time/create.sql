-- Grain: one start_time that was played
create table if not exists star.time (
    start_time timestamp not null, -- UTC, with milliseconds
    hour integer not null, -- UTC, 0 to 23
    day integer not null, -- day of the month, 1 to 31
    week integer not null, -- ISO week, 1 to 53
    month integer not null, -- 1 to 12
    year integer not null, -- calendar year, not that of the ISO week
    weekday integer not null -- ISO, 1 is Monday
)
distkey (start_time) -- nearly a row a play, too many for a copy on each node
sortkey (start_time)
