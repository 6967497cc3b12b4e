"""What a run loads, and the order of the steps."""
