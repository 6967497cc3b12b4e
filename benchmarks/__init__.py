"""What it costs, against the floor and against what one would use instead."""
