"""How one step is retried, logged and shown: Prefect tasks, one verb a file."""
