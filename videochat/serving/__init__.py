"""Serving: daphne with draining and limits."""
