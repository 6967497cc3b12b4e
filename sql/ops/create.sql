-- Grain: one schema: what the pipeline knows of itself
create schema if not exists ops
