-- Grain: one log line whose page has blanks around it, which are none of its name
update staging.staging_events
set page = trim(page)
where octet_length(page) <> octet_length(trim(page))
