"""The scripts behind the Makefile. Nothing here runs in production."""
