"""The list of people, page by page, as each person has it."""
