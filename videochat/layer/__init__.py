"""The channel layer over Redis."""
