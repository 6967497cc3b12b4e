-- Grain: one schema: what analysts query
create schema if not exists star
