"""This process: its lease, its sockets, its scheduled jobs."""
