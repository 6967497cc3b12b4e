-- Grain: one row: whether there are plays, and files in the ledger
select
    exists(select 1 from star.songplays) as has_plays,
    exists(select 1 from ops.loaded_files) as has_ledger
