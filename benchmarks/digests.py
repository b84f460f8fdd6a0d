"""Digests of every table of a project, to show that a change of the code left the results alone.

    python benchmarks/digests.py PROJECT [--save FILE]
    python benchmarks/digests.py --compare A B

A and B are projects or saved files. A digest depends on a table's rows and not on their order; floats count
to four decimals. Where two tables differ, the columns are named whose values do; a column that one of them
lacks (an older format) is listed apart. The exit code is 1 when a table differs in a column that both have.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workingregions.corpus.store import Store

Digests = Mapping[str, Mapping[str, Any]]
"""By table: rows, digest, and columns, a digest for each."""


def digests(project: Path) -> dict[str, dict[str, Any]]:
    """Return the digests of the newest snapshot's tables."""
    snapshot = Store(project / "store").snapshot()
    found = {}
    for name in sorted(snapshot.manifest.tables):
        table = snapshot.arrow(name)
        columns = {column: _digest(table[column].to_pylist()) for column in sorted(table.column_names)}
        found[name] = {"rows": table.num_rows, "digest": snapshot.digest(name), "columns": columns}
    return found


def _digest(values: list[Any]) -> str:
    lines = sorted(json.dumps(_rounded(value), sort_keys=True, default=str) for value in values)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4) + 0.0
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return value


def load(place: Path) -> Digests:
    """Return the digests of a project, or those saved in a file."""
    if place.is_dir():
        return digests(place)
    saved: Digests = json.loads(place.read_text("utf8"))
    return saved


def compare(before: Digests, after: Digests) -> tuple[list[str], bool]:
    """Return one line per table, and whether every table has equal values in the columns that both have."""
    lines, equal = [], True
    for name in sorted({*before, *after}):
        if name not in before or name not in after:
            lines.append(f"{name}: only in {'the second' if name in after else 'the first'}")
            continue
        one, two = before[name], after[name]
        if one["digest"] == two["digest"]:
            lines.append(f"{name}: equal ({one['rows']} rows)")
            continue
        shared = one["columns"].keys() & two["columns"].keys()
        differ = sorted(c for c in shared if one["columns"][c] != two["columns"][c])
        lone = sorted(one["columns"].keys() ^ two["columns"].keys())
        parts = [f"{one['rows']} and {two['rows']} rows"] if one["rows"] != two["rows"] else []
        parts += [f"values differ in {', '.join(differ)}"] if differ else []
        parts += [f"only one has {', '.join(lone)}"] if lone else []
        # Equal columns and unequal rows: the same values, joined otherwise.
        parts = parts or ["equal columns, in other combinations"]
        same = not differ and bool(lone) and one["rows"] == two["rows"]
        lines.append(f"{name}: {'; '.join(parts)}")
        equal = equal and same
    return lines, equal


def main() -> None:
    """Print the digests of a project, or compare two."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("project", type=Path, nargs="?")
    parser.add_argument("--save", type=Path, help="also write them to this file, as JSON")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("A", "B"))
    options = parser.parse_args()
    if options.compare:
        lines, equal = compare(*map(load, options.compare))
        print("\n".join(lines))
        sys.exit(0 if equal else 1)
    if options.project is None:
        parser.error("Name a project, or two with --compare.")
    found = digests(options.project)
    for name, one in found.items():
        print(f"{name:<12} {one['rows']:>9} {one['digest']}")
    if options.save:
        options.save.write_text(json.dumps(found, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    main()
