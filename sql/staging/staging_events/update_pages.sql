-- Reads: staging.staging_events
-- Grain: one log line whose page has blanks around it, which are none of its name
-- Re-run: safe, a page without blanks stays
update staging.staging_events
set page = trim(page)
where octet_length(page) <> octet_length(trim(page))
