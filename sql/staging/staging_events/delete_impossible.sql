-- Grain: one log line whose ts or natural key the star cannot take, or with an object, a boolean or no finite number where a text or a number is due
delete from staging.staging_events
where
    ts < cast(:earliest as timestamp)
    or ts > cast(:latest as timestamp)
    or item_in_session not between 0 and 999999
    or session_id not between 0 and 9223372036853
    or length > 1e9
    or length < -1e9
    or user_id in ('true', 'false', 'NaN', 'Infinity', '-Infinity')
    or user_id similar to '([0-9]+([.][0-9]+)?[eE][+-]?[0-9]+|-?[0-9]+[.][0-9]+|[{[]%)'
    or level in ('true', 'false')
    or left(level, 1) in ('{', '[')
    or left(artist, 2) in ('{"', '{}', '[{', '[[', '["', '[]')
    or left(song, 2) in ('{"', '{}', '[{', '[[', '["', '[]')
    or left(first_name, 2) in ('{"', '{}', '[{', '[[', '["', '[]')
    or left(last_name, 2) in ('{"', '{}', '[{', '[[', '["', '[]')
    or left(location, 2) in ('{"', '{}', '[{', '[[', '["', '[]')
    or left(user_agent, 2) in ('{"', '{}', '[{', '[[', '["', '[]')
