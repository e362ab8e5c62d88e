"""Contacts, requests to become one, and blocked people."""
