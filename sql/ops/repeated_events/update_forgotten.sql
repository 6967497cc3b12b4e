-- Grain: one event of a user who is forgotten, whose natural key another unit's event has won
update ops.repeated_events
set
    user_id = null,
    location = null,
    user_agent = null
where user_id in (select forgotten.user_id from ops.forgotten_users as forgotten)
