"""What a list holds, in a sentence: "about reshoring in the North East, 2012 to 2020"."""

from __future__ import annotations

from workingregions.app.view import View
from workingregions.app.web.filters import FACETS, Filters
from workingregions.corpus.selection import parse_years
from workingregions.models.wording import listed, period, the

PHRASES = {
    "theme": "about {}",
    "region": "in {}",
    "institution": "naming {}",
    "institution_type": "naming a {}",
    "type": "of the type {}",
    "publisher": "published by {}",
    "language": "in {}",
    "voice": "in the voice {}",
    "drop": "from drop {}",
}
"""How the values of each filter are said."""


def said(filters: Filters, view: View) -> str:
    """Return the filters of an address in words, "" without any."""
    values: dict[str, list[str]] = {}
    for chip in filters.chips(view):
        values.setdefault(chip.name, []).append(the(chip.value) if chip.name == "region" else chip.value)
    parts = [PHRASES[name].format(_either(values[name])) for name in PHRASES if name in values]
    years = filters.one("year") if "year" in FACETS else ""
    return " ".join(parts) + (f"{',' if parts else ''} {period(parse_years(years))}" if years else "")


def _either(names: list[str]) -> str:
    return listed(names).replace(" and ", " or ") if len(names) > 1 else names[0]
