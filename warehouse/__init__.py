"""How data moves: Redshift through redshift_connector. Knows no Prefect."""
