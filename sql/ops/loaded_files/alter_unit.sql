-- Reads: nothing
-- Grain: one file of the lake; those loaded before rows knew their file have the unit unknown
-- Re-run: safe, it runs when the column is missing
alter table ops.loaded_files add column unit varchar(4096) default 'unknown'
