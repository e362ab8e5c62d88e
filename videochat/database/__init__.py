"""The database: its settings and timeouts, the query queue, hand-written statements."""
