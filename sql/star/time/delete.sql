-- Grain: one start_time of a play that the batch took out and that no play has any more
-- Re-run: inside the transaction that publishes, after star.songplays is written
delete from star.time
where
    start_time between cast(:first_start as timestamp) and cast(:last_start as timestamp)
    and start_time in (
        select replaced.start_time
        from audit.replaced_events as replaced
        where replaced.is_play
    )
    and start_time not in (
        select plays.start_time
        from star.songplays as plays
        where
            plays.start_time
            between cast(:first_start as timestamp) and cast(:last_start as timestamp)
    )
