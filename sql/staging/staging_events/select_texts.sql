-- Grain: one distinct text of the batch that holds more than ASCII
with texts as (
    select artist as text_value from staging.staging_events
    union all
    select song as text_value from staging.staging_events
    union all
    select first_name as text_value from staging.staging_events
    union all
    select last_name as text_value from staging.staging_events
    union all
    select location as text_value from staging.staging_events
)

select texts.text_value
from texts
where octet_length(texts.text_value) > length(texts.text_value)
group by texts.text_value
order by texts.text_value
