-- Writes: staging.repeated_plays
-- Reads: nothing
-- Grain: one play whose natural key the batch's lines repeat: the line that counts, and how often it came
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from staging.repeated_plays
