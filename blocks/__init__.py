"""Who we are: Prefect blocks for credentials and places."""
