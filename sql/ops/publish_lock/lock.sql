-- Reads: nothing
-- Grain: the table that every publishing locks first, so that they follow one another
-- Re-run: safe, a lock ends with its transaction
lock table ops.publish_lock
