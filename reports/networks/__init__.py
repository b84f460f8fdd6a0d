"""Networks as charts, pages and files."""
