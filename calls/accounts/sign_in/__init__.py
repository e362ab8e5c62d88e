"""Who may try a password how often, and how it is checked."""
