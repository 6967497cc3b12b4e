-- Grain: one play of a user who is forgotten, whose natural key another unit's play has won
update ops.repeated_plays
set
    user_id = null,
    location = null,
    user_agent = null
where user_id in (select forgotten.user_id from ops.forgotten_users as forgotten)
