"""Thickness profiles as charts, pages and files."""
