-- Grain: one file of the lake; those loaded before rows knew their file have the unit unknown
alter table ops.loaded_files add column unit varchar(4096) default 'unknown'
