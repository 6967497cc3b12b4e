"""The database: connections, statements, tables, errors and the lease."""
