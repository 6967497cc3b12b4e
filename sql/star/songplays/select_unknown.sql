-- Grain: one row: whether the star has plays or users of an unknown file
with unknown as (
    select plays.file_uri
    from star.songplays as plays
    where plays.file_uri = 'unknown'
    union
    select users.file_uri
    from ops.user_files as users
    where users.file_uri = 'unknown'
)

select count(*) > 0 as has_unknown
from unknown
