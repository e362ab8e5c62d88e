"""Real services, real workers and people with sockets, for tests that look at the product from outside."""
