"""A client of the signalling for tests, bench and soak. It knows docs/protocol.md and nothing else of the server."""
