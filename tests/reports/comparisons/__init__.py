"""Comparisons of regions."""
