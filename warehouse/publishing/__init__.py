"""The batch into the star, in one transaction; and what the run reports."""
