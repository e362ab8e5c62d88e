"""What the installed site shows without a connection."""
