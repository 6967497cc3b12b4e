-- Grain: one schema: what one batch has read, emptied after it is published
create schema if not exists staging
