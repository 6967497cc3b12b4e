-- Grain: none; it stays empty and is only locked. Dashboards read other tables, so that no reader waits
create table if not exists ops.publish_lock (
    name varchar(64) not null -- no row is ever written
)
diststyle all
