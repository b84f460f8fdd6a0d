"""Hits and kept passages as files for a reader's own tools: texts, tables, bibliographies."""

from __future__ import annotations

from workingregions.reports.hits.bibliographies import BIBTEX, REPORT, RIS, bibtex, tex
from workingregions.reports.hits.kept import KeptPassage, kept_formats, write_kept
from workingregions.reports.hits.keys import citation_keys
from workingregions.reports.hits.write import FORMATS, CitedHit, check_format, write_hits

__all__ = [
    "BIBTEX",
    "FORMATS",
    "REPORT",
    "RIS",
    "CitedHit",
    "KeptPassage",
    "bibtex",
    "check_format",
    "citation_keys",
    "kept_formats",
    "tex",
    "write_hits",
    "write_kept",
]
