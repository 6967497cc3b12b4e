-- Writes: star.time
-- Reads: star.songplays, audit.songplays
-- Grain: one start_time of a play that the batch publishes again and that no other play has
-- Re-run: safe, inside the transaction that publishes, before star.songplays is written
-- Params: none
delete from star.time
where
    start_time in (
        select replaced.start_time
        from star.songplays as replaced
        inner join audit.songplays as fresh
            on replaced.songplay_id = fresh.songplay_id
            and replaced.start_time <> fresh.start_time
    )
    and start_time not in (
        select others.start_time
        from star.songplays as others
        inner join star.songplays as replaced
            on others.start_time = replaced.start_time
            and others.songplay_id <> replaced.songplay_id
        inner join audit.songplays as fresh
            on replaced.songplay_id = fresh.songplay_id
            and replaced.start_time <> fresh.start_time
    )
