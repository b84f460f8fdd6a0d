"""Bodies that were renamed or succeeded by others, with years: a table written for this project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from workingregions.corpus.files import lines


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name that a body had from `start` to `end` (years, None if open or unknown)."""

    name: str
    aliases: tuple[str, ...]
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """An institution with its names, oldest first, and the bodies that succeeded it, with the year.

    `country` is ISO 3166-1 alpha-2, "EU", or "" for international bodies.
    """

    id: str
    names: tuple[DatedName, ...]
    country: str
    after: tuple[tuple[str, int], ...]

    @property
    def start(self) -> int | None:
        """The year in which it began."""
        return self.names[0].start

    @property
    def end(self) -> int | None:
        """The year in which it ended; None if it still exists."""
        return self.names[-1].end


@cache
def bodies() -> dict[str, Body]:
    """Return all bodies of the table by id."""
    rows: dict[str, list[list[str]]] = {}
    for line in lines(__package__, "successors.csv"):
        cells = line.split(";")
        rows.setdefault(cells[0], []).append(cells)
    return {ident: _body(ident, found) for ident, found in rows.items()}


def _body(ident: str, rows: list[list[str]]) -> Body:
    names = tuple(
        DatedName(name, tuple(filter(None, aliases.split("|"))), _year(start), _year(end))
        for _, name, aliases, start, end, _, _ in rows
    )
    after = [part.rsplit(":", 1) for part in rows[-1][6].split("|") if part]
    return Body(ident, names, rows[-1][5], tuple((body, int(year)) for body, year in after))


def _year(cell: str) -> int | None:
    return int(cell) if cell else None
