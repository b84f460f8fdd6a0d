"""Write docs/api.md from the docstrings of `workingregions.app`. A test checks that it is up to date.

python tools/api_page.py
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import workingregions.app as app
from workingregions.app.ask import DropSummary, Institution, Overview, SearchResult, Share, Step, Tally
from workingregions.app.made import MadeReport
from workingregions.app.map import Corrected, CorrectedAll, RegistryStatus, Standing, Wish
from workingregions.corpus.basket import Kept
from workingregions.corpus.drops import DropItem, DropReport
from workingregions.corpus.selection import Selection
from workingregions.models.trends import Comparison, TermComparison, TrendTest

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
RECORDS = (
    Selection,
    SearchResult,
    Share,
    Tally,
    Overview,
    Step,
    DropSummary,
    Kept,
    Institution,
    TrendTest,
    Comparison,
    TermComparison,
    Corrected,
    CorrectedAll,
    Wish,
    Standing,
    RegistryStatus,
    DropReport,
    DropItem,
    MadeReport,
)
"""Classes of answers that are neither frames nor records of the corpus."""


def page() -> str:
    """Return the whole page as Markdown."""
    lines = [
        "# Python API",
        "",
        "Made from the docstrings of `workingregions.app` by `python tools/api_page.py`.",
        "",
        *_text(app),
    ]
    for name in app.__all__:
        member = getattr(app, name)
        lines += _class(member) if inspect.isclass(member) else _function(name, member, "##")
    lines += ["## Answers", "", "Frozen dataclasses that methods return besides pandas frames.", ""]
    for record in RECORDS:
        lines += _record(record)
    return "\n".join(lines).rstrip() + "\n"


def _class(member: type) -> list[str]:
    lines = [f"## {member.__name__}", "", *_text(member)]
    for name, value in _members(member):
        if isinstance(value, property) or hasattr(value, "func"):
            lines += [f"### {member.__name__}.{name}", "", *_text(value)]
        else:
            lines += _function(f"{member.__name__}.{name}", getattr(member, name), "###")
    return lines


def _members(member: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties of a class in the order of its source, inherited ones first."""
    found: dict[str, Any] = {}
    for base in reversed(member.__mro__[:-1]):
        for name, value in vars(base).items():
            described = callable(value) or isinstance(value, property | classmethod) or hasattr(value, "func")
            if not name.startswith("_") and described:
                found[name] = value
    yield from found.items()


def _function(name: str, function: Any, heading: str) -> list[str]:
    signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(function)))
    signature = re.sub(r"\(self(, )?", "(", signature)
    return [f"{heading} {name}", "", "```python", f"{name}{signature}", "```", "", *_text(function)]


def _record(record: type) -> list[str]:
    fields = ", ".join(f"`{field.name}`" for field in dataclasses.fields(record))
    return [f"### {record.__name__}", "", *_text(record), f"Fields: {fields}.", ""]


def _text(member: Any) -> list[str]:
    """Return a docstring as Markdown: sections bold, their entries as a list, indented examples as code."""
    lines: list[str] = []
    for block in inspect.cleandoc(member.__doc__ or "").split("\n\n"):
        title, _, rest = block.partition("\n")
        if title in ("Args:", "Raises:", "Attributes:"):
            entries = re.sub(r"\n {8,}", " ", "\n" + rest)
            lines += [f"**{title[:-1]}**", ""]
            lines += [f"- {_entry(entry.strip())}" for entry in entries.strip().splitlines()]
        elif all(line.startswith("    ") for line in block.splitlines()):
            if lines[-2:-1] == ["```"]:
                lines[-2:] = [""]  # one example of several paragraphs
            else:
                lines.append("```python")
            lines += [*(line[4:] for line in block.splitlines()), "```"]
        else:
            lines.append(" ".join(block.split()))
        lines.append("")
    return lines


def _entry(text: str) -> str:
    name, _, meaning = text.partition(": ")
    return f"`{name}`: {meaning}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf8")
