-- Grain: one play of a user who is forgotten; the play stays, so that every line is accounted for
update star.songplays
set
    user_id = null,
    location = null,
    user_agent = null
where user_id in (select forgotten.user_id from ops.forgotten_users as forgotten)
