-- Grain: one ISO weekday, 1 = Monday; day_of_week is what extract(dow ...) gives
create or replace view mart.weekdays as
select
    1 as weekday, -- ISO, 1 is Monday
    1 as day_of_week, -- 0 is Sunday
    'Monday' as name -- in English
union all
select
    2 as weekday,
    2 as day_of_week,
    'Tuesday' as name
union all
select
    3 as weekday,
    3 as day_of_week,
    'Wednesday' as name
union all
select
    4 as weekday,
    4 as day_of_week,
    'Thursday' as name
union all
select
    5 as weekday,
    5 as day_of_week,
    'Friday' as name
union all
select
    6 as weekday,
    6 as day_of_week,
    'Saturday' as name
union all
select
    7 as weekday,
    0 as day_of_week,
    'Sunday' as name
