-- Grain: one schema: candidates of one batch, checked before they are published
create schema if not exists audit
