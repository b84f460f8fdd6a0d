"""What a part of the corpus is composed of: documents by kind, publisher and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from workingregions.corpus.records import Document
from workingregions.reports import drawing
from workingregions.reports.parts.tables import column, table
from workingregions.reports.report import Column, ColumnKind, Figure, Table

Group = tuple[str, Sequence[Document]]
"""A name and its documents."""
MOST_YEARS = 40
"""Years that a figure shows one by one."""


def kinds_table(ident: str, caption: str, groups: Sequence[Group]) -> Table:
    """Return the documents of groups by type."""
    counts = [Counter(d.type.value for d in found) for _, found in groups]
    kinds = sorted({k for c in counts for k in c}, key=lambda k: (-sum(c[k] for c in counts), k))
    rows = [(kind.replace("_", " "), *(c[kind] for c in counts)) for kind in kinds]
    return table(ident, caption, _columns("Kind of document", groups), rows)


def publishers_table(ident: str, caption: str, groups: Sequence[Group], most: int = 10) -> Table:
    """Return the documents of groups by publisher; the smallest together."""
    counts = [Counter(d.publisher or "not known" for d in found) for _, found in groups]
    names = sorted({k for c in counts for k in c}, key=lambda k: (-sum(c[k] for c in counts), k))
    shown, rest = (names, []) if len(names) <= most + 1 else (names[:most], names[most:])
    rows = [(name, *(c[name] for c in counts)) for name in shown]
    if rest:
        rows.append((f"{len(rest)} others", *(sum(c[n] for n in rest) for c in counts)))
    return table(ident, caption, _columns("Publisher", groups), rows)


def years_figure(ident: str, caption: str, groups: Sequence[Group]) -> Figure:
    """Return the documents of groups by year, years without one between the first and the last included."""
    counts = [Counter(d.year for d in found if d.year is not None) for _, found in groups]
    every = [year for c in counts for year in c]
    years = list(range(min(every, default=0), max(every, default=-1) + 1))
    if len(years) > MOST_YEARS:
        years = sorted(set(every))
    undated = [sum(d.year is None for d in found) for _, found in groups]
    rows: list[tuple[Any, ...]] = [(year, *(c[year] for c in counts)) for year in years]
    if any(undated):
        rows.append(("unknown", *undated))
    bars = [
        drawing.Bar(name=str(r[0]).replace("unknown", "n.d."), parts=tuple(map(float, r[1:]))) for r in rows
    ]
    said = "; ".join(f"{r[0]}: {sum(r[1:])}" for r in rows)
    columns = (column("year", "Year", ColumnKind.YEAR), *_columns("", groups)[1:])
    return Figure(
        id=ident,
        caption=caption,
        alternative=f"Documents by year. {said}.",
        svg=drawing.columns(bars, [name for name, _ in groups], f"Documents by year. {said}."),
        data=table(f"{ident}-data", caption, columns, rows),
    )


def _columns(label: str, groups: Sequence[Group]) -> tuple[Column, ...]:
    counted = (
        column(f"group{n}", name, ColumnKind.COUNT, unit="documents") for n, (name, _) in enumerate(groups, 1)
    )
    return (column("name", label), *counted)
