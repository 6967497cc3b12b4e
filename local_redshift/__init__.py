"""The whole flow runs on a laptop against this: Redshift as its own driver sees it, on DuckDB."""
