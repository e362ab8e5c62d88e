"""The HTTP side: views, addresses, health checks and static files."""
