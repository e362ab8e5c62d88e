"""Presence: who is online, on which device, under which worker's lease."""
