select level, count(*) as plays from star.songplays group by level
