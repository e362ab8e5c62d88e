"""The scripts behind the Makefile; nothing of this runs in production."""
