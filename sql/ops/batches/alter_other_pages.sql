-- Grain: one published batch; what one before page views were kept has dropped counts as page views
alter table ops.batches rename column other_pages to page_views
