"""Real services, real workers and people with sockets, for tests through the public surface."""
