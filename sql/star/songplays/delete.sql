-- Grain: one play that the batch takes out or publishes again, within the time of the first and the last
-- Re-run: inside the transaction that publishes
delete from star.songplays
where
    start_time between cast(:first_start as timestamp) and cast(:last_start as timestamp)
    and songplay_id in (
        select replaced.event_id
        from audit.replaced_events as replaced
        where replaced.is_play
    )
