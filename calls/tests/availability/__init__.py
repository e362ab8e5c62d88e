"""Do not disturb, and who waits for somebody to be free."""
