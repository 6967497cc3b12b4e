-- Grain: one event that is no play and is in staging or in audit but not in both
with lines as (
    select
        events.session_id,
        events.item_in_session,
        events.file_uri
    from audit.fresh_events as events
    where events.page <> 'NextSong'
),

unconserved as (
    select
        lines.session_id,
        lines.item_in_session,
        views.page_view_id,
        case when views.file_uri is null then 'staging' else 'audit' end as found_in
    from lines
    full outer join audit.page_views as views
        on lines.session_id * 1000000 + lines.item_in_session = views.page_view_id
        and lines.file_uri = views.file_uri
    where
        views.file_uri is null
        or (
            lines.session_id is null
            and views.page_view_id is not null -- that is another check's
        )
)

select
    unconserved.session_id,
    unconserved.item_in_session,
    unconserved.page_view_id,
    unconserved.found_in,
    count(*) over () as unexpected_count
from unconserved
order by unconserved.session_id, unconserved.item_in_session, unconserved.page_view_id
limit 5
