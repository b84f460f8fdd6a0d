"""Readers of everything but PDF: bytes in, Parsed out."""
