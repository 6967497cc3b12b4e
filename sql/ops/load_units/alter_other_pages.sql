-- Grain: one load unit of events, without the count of lines that were dropped
alter table ops.load_units drop column other_pages
