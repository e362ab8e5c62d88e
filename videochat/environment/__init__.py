"""The settings that the environment gives: each is read, checked, and refused with a clear line."""
