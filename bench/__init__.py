"""Measures the signalling with real processes. No test depends on the figures."""
