-- Grain: one load unit of events; those loaded before page views were kept have them unknown
alter table ops.load_units add column page_views bigint
