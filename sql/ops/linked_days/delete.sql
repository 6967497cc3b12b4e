-- Writes: ops.linked_days
-- Reads: staging.batch_files, staging.batch_days, ops.loaded_files
-- Grain: one pair that the batch has looked at anew: strays of days of which it read every file that is loaded, repeats of whole days
-- Re-run: safe, inside the transaction that publishes, before ops.loaded_files is written
-- Params: none
delete from ops.linked_days
where
    (
        kind = 'stray'
        and day in (
            select files.day
            from staging.batch_files as files
            where files.day is not null
        )
        and day not in (
            select known.day
            from ops.loaded_files as known
            left join staging.batch_files as files
                on known.uri = files.uri
            where
                known.day is not null
                and files.uri is null
        )
    )
    or (
        kind = 'repeat'
        and (
            day in (
                select days.day
                from staging.batch_days as days
                where days.is_whole
            )
            or linked_day in (
                select days.day
                from staging.batch_days as days
                where days.is_whole
            )
        )
    )
