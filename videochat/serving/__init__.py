"""daphne with draining and limits, and the dispatch loop of consumers."""
