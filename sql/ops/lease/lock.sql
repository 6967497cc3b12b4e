-- Writes: ops.lease, star.artists, star.songplays, star.songs, star.time, star.users
-- Reads: nothing
-- Grain: the tables that publishing writes, in one fixed order
-- Re-run: safe, a lock ends with its transaction
-- Params: none
lock table ops.lease, star.artists, star.songplays, star.songs, star.time, star.users
