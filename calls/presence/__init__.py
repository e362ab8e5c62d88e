"""Presence: who is online, on which device, through which worker."""
