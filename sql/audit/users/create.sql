-- Grain: one user of any page, as the batch will publish it
create table if not exists audit.users (like star.users)
