-- Grain: one log line of a user who is forgotten; from now on it is a guest's
update staging.staging_events
set
    auth = 'Guest', -- the checks want no names of a guest
    first_name = null,
    gender = null,
    last_name = null,
    location = null,
    registration = null,
    user_agent = null,
    user_id = null
where trim(user_id) in (select forgotten.user_id from ops.forgotten_users as forgotten)
