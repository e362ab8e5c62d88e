"""A proof of identity, before a change that could give the account to somebody else."""
