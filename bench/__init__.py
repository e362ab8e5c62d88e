"""Measurements of the signalling on real processes: figures and ratios for people; no test depends on them."""
