-- Reads: star.users
-- Grain: one user of any page, as the batch will publish it
-- Re-run: safe, an existing table stays
create table if not exists audit.users (like star.users)
