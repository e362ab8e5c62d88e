"""`make run LAN=1`: https for every device in the network."""
