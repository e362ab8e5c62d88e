"""How a socket begins: who is admitted, which party it is, and its first message."""
