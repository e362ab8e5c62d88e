"""The channel layers: over Redis, and in memory."""
