"""Makes databases as version 0.1 did: Django's own user model, and the migrations of that time."""
