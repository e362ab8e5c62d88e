"""A person's picture: uploaded, re-encoded, stored and served."""
