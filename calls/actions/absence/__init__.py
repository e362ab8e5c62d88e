"""Devices that go and come back, and how long a call waits for them."""
