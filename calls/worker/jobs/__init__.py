"""The single jobs of a worker."""
