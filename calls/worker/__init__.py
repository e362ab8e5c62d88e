"""This worker process: its lease, its sockets and its jobs."""
