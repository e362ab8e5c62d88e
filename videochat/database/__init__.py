"""The database: timeouts and the query queue."""
