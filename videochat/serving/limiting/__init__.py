"""What one client may take of a worker: frames, bytes, connections and time."""
