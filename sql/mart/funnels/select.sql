-- Grain: one row: users who took each step of the funnels; a second step counts at or after the first view of the one before
-- View: the same of all events
with user_pages as (
    select
        events.user_id,
        min(case when events.page = 'Upgrade' then events.start_time end) as upgrade_at,
        min(case when events.page = 'Downgrade' then events.start_time end) as downgrade_at,
        min(case when events.page = 'Cancel' then events.start_time end) as cancel_at,
        max(case when events.page = 'Submit Upgrade' then events.start_time end) as upgraded_at,
        max(
            case when events.page = 'Submit Downgrade' then events.start_time end
        ) as downgraded_at,
        max(
            case when events.page = 'Cancellation Confirmation' then events.start_time end
        ) as cancelled_at
    from mart.events as events
    where
        events.user_id is not null
        and events.start_time >= cast(:first_day as timestamp)
        and events.start_time < dateadd(day, 1, cast(:last_day as timestamp))
        and (:level = '' or events.level = :level)
        and (:location = '' or events.place = :location)
    group by events.user_id
)

select
    count(*) as active_users, -- with any event
    count(user_pages.upgrade_at) as upgrade_users, -- who viewed Upgrade
    count(
        case when user_pages.upgraded_at >= user_pages.upgrade_at then 1 end
    ) as submit_upgrade_users, -- of them, who went on to Submit Upgrade
    count(user_pages.downgrade_at) as downgrade_users, -- who viewed Downgrade
    count(
        case when user_pages.downgraded_at >= user_pages.downgrade_at then 1 end
    ) as submit_downgrade_users, -- of them, who went on to Submit Downgrade
    count(user_pages.cancel_at) as cancel_users, -- who viewed Cancel
    count(
        case when user_pages.cancelled_at >= user_pages.cancel_at then 1 end
    ) as cancelled_users, -- of them, who went on to Cancellation Confirmation
    (
        select max(freshness.files_without_page_views)
        from mart.freshness as freshness
    ) as files_without_page_views -- loaded files of which no step can be counted
from user_pages
