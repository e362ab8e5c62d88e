"""Invitations: links by which people sign up where sign-up is closed."""
