"""Small charts of documents by year, region and others: bars whose places templates draw as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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
    return [
        Row(
            name=one.name,
            short=_short(one.name, NAME - 2 * depth),
            count=one.documents,
            length=round(100 * one.documents / top, 2),
            depth=depth,
            link=link(one.value),
        )
        for one, depth in nested(shares[: most or None])
    ]


def nested(shares: Sequence[Share]) -> Iterator[tuple[Share, int]]:
    """Yield values with their depth, each after the one that it lies within."""
    there = {one.value for one in shares}
    below: dict[str, list[Share]] = {}
    for one in shares:
        below.setdefault(one.within if one.within in there else "", []).append(one)

    def walk(parent: str, depth: int) -> Iterator[tuple[Share, int]]:
        for one in below.get(parent, ()):
            yield one, depth
            yield from walk(one.value, depth + 1)

    yield from walk("", 0)


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
