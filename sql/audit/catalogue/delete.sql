-- Writes: audit.catalogue
-- Reads: nothing
-- Grain: one song object of a loaded file
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from audit.catalogue
