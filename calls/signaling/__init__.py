"""The signalling socket: its address, its consumer, and what is done with messages."""
