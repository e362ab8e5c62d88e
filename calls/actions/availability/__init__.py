"""Whether a person may be disturbed."""
