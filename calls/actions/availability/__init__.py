"""Whether a person may be disturbed, and who waits until they may."""
