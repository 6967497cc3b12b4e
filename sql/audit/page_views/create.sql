-- Grain: one event that is no play, with the load unit it came in, nearly always its file, as the batch will publish it
create table if not exists audit.page_views (like star.page_views)
