"""Hundreds of people who call each other while everything under them fails: see docs/reliability.md."""
