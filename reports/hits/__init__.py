"""Hits of a search as files for a reader's own tools: tables, bibliographies, quotes with citation keys."""

from __future__ import annotations

from workingregions.reports.hits.keys import citation_keys
from workingregions.reports.hits.write import FORMATS, CitedHit, check_format, write_hits

__all__ = ["FORMATS", "CitedHit", "check_format", "citation_keys", "write_hits"]
