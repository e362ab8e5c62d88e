"""How fast the call page loads: its requests and bytes, on a mobile line."""
