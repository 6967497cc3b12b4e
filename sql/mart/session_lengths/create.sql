-- Grain: one class of session lengths, from_seconds to less than to_seconds, null is no bound
create or replace view mart.session_lengths as
select
    1 as bucket, -- 1 is the shortest
    cast(null as integer) as from_seconds, -- null is no bound
    900 as to_seconds, -- null is no bound
    'under 15 min' as length -- the class in words
union all
select
    2 as bucket,
    900 as from_seconds,
    1800 as to_seconds,
    '15 to 30 min' as length
union all
select
    3 as bucket,
    1800 as from_seconds,
    3600 as to_seconds,
    '30 to 60 min' as length
union all
select
    4 as bucket,
    3600 as from_seconds,
    7200 as to_seconds,
    '1 to 2 h' as length
union all
select
    5 as bucket,
    7200 as from_seconds,
    14400 as to_seconds,
    '2 to 4 h' as length
union all
select
    6 as bucket,
    14400 as from_seconds,
    28800 as to_seconds,
    '4 to 8 h' as length
union all
select
    7 as bucket,
    28800 as from_seconds,
    cast(null as integer) as to_seconds,
    '8 h and more' as length
