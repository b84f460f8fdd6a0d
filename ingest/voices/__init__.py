"""Whose voice each block is, from its kind, its words, its type and its place on the page."""

from __future__ import annotations

from workingregions.ingest.voices.voices import voiced

__all__ = ["voiced"]
