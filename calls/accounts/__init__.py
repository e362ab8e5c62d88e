"""Accounts: sign-up and sign-in, sessions, authentication of sockets, demo accounts."""
