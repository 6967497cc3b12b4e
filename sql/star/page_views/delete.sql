-- Grain: one page view that the batch takes out, within the time of the first and the last event
-- Re-run: inside the transaction that publishes
delete from star.page_views
where
    start_time between cast(:first_start as timestamp) and cast(:last_start as timestamp)
    and page_view_id in (
        select replaced.event_id
        from audit.replaced_events as replaced
        where not replaced.is_play
    )
