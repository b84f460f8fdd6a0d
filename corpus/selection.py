"""A selection of passages by their facets, as a filter that the store applies before it ranks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workingregions.corpus.errors import InputError
from workingregions.corpus.sql import among, holds, holds_any

_YEARS = re.compile(r"\s*(\d{4})?\s*(:)?\s*(\d{4})?\s*")

Years = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Called:
    """A key under which passages name an institution, in `documents` alone or, when empty, everywhere."""

    key: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Passages that satisfy every field that is set; within a field, any of its values will do.

    `years` is first and last year, both inclusive, None where open. A passage of a document whose year
    is unknown is in no range of years. `genres` and `types` (of documents) are one field. `kinds` are the
    institutions of the types that were asked for, None for all types. `documents` are ids, None for all.
    """

    regions: tuple[str, ...] = ()
    years: Years = (None, None)
    themes: tuple[str, ...] = ()
    institutions: tuple[Called, ...] = ()
    kinds: tuple[Called, ...] | None = None
    genres: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    documents: tuple[str, ...] | None = None

    def where(self) -> str:
        """Return the selection as a SQL condition on the passages table, empty if it selects everything."""
        first, last = self.years
        parts = [
            _any_in("regions", self.regions),
            f"year >= {first:d}" if first is not None else "",
            f"year <= {last:d}" if last is not None else "",
            _any_in("themes", self.themes),
            _any(_called(called) for called in self.institutions),
            "" if self.kinds is None else _any_called(self.kinds),
            _any(among(c, v) for c, v in (("genre", self.genres), ("type", self.types)) if v),
            among("voice", self.voices) if self.voices else "",
            "" if self.documents is None else among("document", self.documents),
        ]
        return " AND ".join(part for part in parts if part)


def parse_years(text: str) -> Years:
    """Return the first and last year of "2010:2020", ":2015", "2010:" or "2012".

    Raises:
        InputError: the text has another form, or the first year is after the last.
    """
    match = _YEARS.fullmatch(text)
    first, colon, last = match.groups() if match else (None, None, None)
    if not (first or last) or (last and not colon):
        raise InputError(f"{text!r} is not a year range.", advice="Write 2012, 2010:2020, 2010: or :2020.")
    low = int(first) if first else None
    high = int(last) if last else (None if colon else low)
    if low is not None and high is not None and low > high:
        raise InputError(f"The years {text!r} end before they begin.", advice=f"Did you mean {high}:{low}?")
    return low, high


def _any_in(column: str, values: Iterable[str]) -> str:
    return _any(holds(column, value) for value in values)


def _any(conditions: Iterable[str]) -> str:
    parts = list(dict.fromkeys(conditions))
    return f"({' OR '.join(parts)})" if parts else ""


def _any_called(kinds: Iterable[Called]) -> str:
    """Return the condition for one of many institutions, most of whose keys mean one institution only."""
    kinds = list(kinds)
    own = holds_any("institutions", (called.key for called in kinds if not called.documents))
    return _any([own, *(_called(called) for called in kinds if called.documents)])


def _called(called: Called) -> str:
    named = holds("institutions", called.key)
    return f"({named} AND {among('document', called.documents)})" if called.documents else named
