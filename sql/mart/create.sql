-- Grain: one schema: views that answer one question each
create schema if not exists mart
