"""Accounts: sign-up and sign-in, sessions, and the accounts of a development site."""
