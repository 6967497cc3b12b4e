-- Grain: one row: the time of the newest event of a user, and its age in hours
select
    max(users.last_event_at) as newest_event_at,
    datediff(hour, max(users.last_event_at), getdate()) as age_hours
from star.users as users
