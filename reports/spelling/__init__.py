"""American spelling of a report's own words; the words of documents and names keep theirs."""

from __future__ import annotations

from workingregions.reports.spelling.report import respelled
from workingregions.reports.spelling.words import american

__all__ = ["american", "respelled"]
