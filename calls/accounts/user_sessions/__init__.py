"""Where an account is signed in: the device, the address and the times of each session."""
