"""The limits that a file is judged by. The plan prints them; the runbook explains them."""

MOST_REJECTED_SHARE = 0.5  # of a file's lines; more, and it is left out
LEAST_PLAYS_SHARE = 0.5  # of the plays that a file had; with less its replacement is left out
LEAST_FILLED_SHARE = 0.5  # of the lines that always fill a column
MOST_ODD_SHARE = 0.5  # of a file's lines whose code is none that the column has
MOST_DRIFT = 0.1  # how much less a column may be filled than in the files before, without a warning
LEAST_LINES = 10  # that a file's columns are judged by; of fewer an empty one is only warned of
LEAST_SWAPPED = 3  # lines whose names are known as those of the other column
RAW_LINE_DAYS = 90  # for which the text of a rejected line is kept: it may name a person
