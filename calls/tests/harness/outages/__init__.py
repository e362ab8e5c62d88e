"""Services that fail in every way, and what people see of the site meanwhile."""
