"""What runs: the order of the steps and nothing else."""
