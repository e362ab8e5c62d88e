"""What the site holds about a person: to download it, and to delete the account."""
