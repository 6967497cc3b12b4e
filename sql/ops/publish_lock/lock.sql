-- Grain: the table that every publishing locks first, so that they follow one another
lock table ops.publish_lock
