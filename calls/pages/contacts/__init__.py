"""The pages of contacts and of privacy."""
