"""Measures the signalling with real processes. The figures are for people; no test depends on them."""
