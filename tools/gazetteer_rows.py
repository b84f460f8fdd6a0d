"""Gazetteer rows, between reading (compile_gazetteer.py) and the two files of nlp/gazetteer/data."""

from __future__ import annotations

import lzma
import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from workingregions.nlp.gazetteer.keys import name_key

INPUTS = Path(__file__).parent / "gazetteer"
DATA = Path(__file__).parent.parent / "nlp" / "gazetteer" / "data"


@dataclass
class PlaceRow:
    """A place before it is written; `weak` are names that by themselves mean something else more often."""

    id: str
    name: str
    kind: str
    country: str
    parents: list[str]
    population: int = 0
    lat: float | None = None
    lon: float | None = None
    codes: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    start: str = ""
    end: str = ""


def fill_in(rows: dict[str, PlaceRow]) -> None:
    """Fill in populations and central coordinates of the divisions, from the cities inside them."""
    inside: dict[str, list[PlaceRow]] = defaultdict(list)
    for row in rows.values():
        if row.kind == "city":
            for above in _ancestors(row, rows):
                inside[above].append(row)
    for ident, row in rows.items():
        members = inside.get(ident)
        if row.lat is None and members:
            row.lat = round(statistics.median(m.lat for m in members if m.lat is not None), 3)
            row.lon = round(statistics.median(m.lon for m in members if m.lon is not None), 3)
        if not row.population:
            row.population = sum(m.population for m in members or ())


def _ancestors(row: PlaceRow, rows: dict[str, PlaceRow]) -> set[str]:
    seen: set[str] = set()
    todo = list(row.parents)
    while todo:
        ident = todo.pop()
        if ident not in seen and ident in rows:
            seen.add(ident)
            todo += rows[ident].parents
    return seen


def write(rows: dict[str, PlaceRow]) -> None:
    """Write the two files: places sorted by id, and names sorted by key with the numbers of their places."""
    order = sorted(rows)
    names: dict[str, dict[int, bool]] = defaultdict(dict)
    lines = []
    for number, ident in enumerate(order):
        row = rows[ident]
        aliases = [a for a in dict.fromkeys(row.aliases) if a != row.name]
        for name in [row.name, *aliases]:
            names[name_key(name)][number] = True
        for name in row.weak:
            names[name_key(name)].setdefault(number, False)
        for code in row.codes if row.kind != "city" else ():
            names["=" + code.lower()][number] = True
        shown = [] if row.kind == "city" else aliases
        cells = [
            ident,
            row.name,
            row.kind,
            row.country,
            "|".join(row.parents),
            row.lat,
            row.lon,
            row.population,
        ]
        cells += ["|".join(row.codes), "|".join(shown), row.start, row.end]
        lines.append("\t".join("" if cell is None else str(cell) for cell in cells))
    index = []
    for key in sorted(k for k in names if k):
        ranked = sorted(
            names[key].items(), key=lambda item: (not item[1], -rows[order[item[0]]].population, item[0])
        )
        index.append(key + "\t" + " ".join(f"{n}" if strong else f"{n}~" for n, strong in ranked))
    for file, content in (("places", lines), ("names", index)):
        packed = lzma.compress("\n".join(content).encode(), preset=9 | lzma.PRESET_EXTREME)
        (DATA / f"{file}.tsv.xz").write_bytes(packed)
        print(f"{len(content)} {file}, {len(packed) / 1e6:.2f} MB")
