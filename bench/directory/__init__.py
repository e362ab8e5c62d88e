"""How long a page of the list of people takes, among 100,000 accounts. See README.md."""
