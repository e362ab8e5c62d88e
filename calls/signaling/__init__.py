"""The signalling socket: routing, consumer, relay."""
