"""Small charts of documents by year, region and others: bars whose places templates draw as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workingregions.app.ask import Share

NAME = 30
"""Characters of a name beside a bar."""
MOST = 10
"""Bars of a chart; its table has all values."""


@dataclass(frozen=True, slots=True)
class Column:
    """A year: its documents, its place and height on a scale of 0 to 100, and where it leads."""

    name: str
    count: int
    left: float
    width: float
    height: float
    link: str


@dataclass(frozen=True, slots=True)
class Row:
    """A value: its name, shortened for the chart, its documents, and its length of 0 to 100."""

    name: str
    short: str
    count: int
    length: float
    depth: int
    link: str


def columns(shares: Sequence[Share], link: Callable[[str], str]) -> list[Column]:
    """Return a column per year from the first to the last; years without documents leave a gap."""
    if not shares:
        return []
    counts = {int(one.value): one.documents for one in shares}
    first, most = min(counts), max(counts.values())
    width = 100 / (max(counts) - first + 1)
    return [
        Column(
            str(year),
            count,
            round((year - first) * width, 3),
            round(width, 3),
            100 * count / most,
            link(str(year)),
        )
        for year, count in sorted(counts.items())
    ]


def rows(shares: Sequence[Share], link: Callable[[str], str], most: int = MOST) -> list[Row]:
    """Return a bar per value, of `most` at most, each after the one that contains it."""
    top = max((one.documents for one in shares), default=1)
    given = [{"value": one.value, "within": one.within, "share": one} for one in shares[: most or None]]
    return [
        Row(
            name=row["share"].name,
            short=_short(row["share"].name, NAME - 2 * depth),
            count=row["share"].documents,
            length=round(100 * row["share"].documents / top, 2),
            depth=depth,
            link=link(row["value"]),
        )
        for row, depth in nested(given)
    ]


def nested(given: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Yield rows with their depth, each after the one whose `value` is what it lies `within`."""
    there = {row["value"] for row in given}
    below: dict[str, list[Mapping[str, Any]]] = {}
    for row in given:
        below.setdefault(row["within"] if row["within"] in there else "", []).append(row)

    def walk(parent: str, depth: int) -> Iterator[tuple[Mapping[str, Any], int]]:
        for row in below.get(parent, ()):
            yield row, depth
            yield from walk(row["value"], depth + 1)

    yield from walk("", 0)


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
