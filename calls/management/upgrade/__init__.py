"""Brings a database of version 0.1 to this version."""
