"""The wire protocol: the messages, and how they are read from and written to frames."""
