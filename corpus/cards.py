"""Answers as small pieces of HTML, for notebooks.

Everything is escaped. Colours are inherited, so that a card is legible on light and dark ground, and nothing
is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

MOST = 8
"""Rows that a card shows."""
LONGEST = 240
"""Characters of a cell."""
IDS = ("relation", "type")
"""Columns of ids that are words, with underscores."""
_BOX = "border-left:3px solid #0072b2;padding:.1em 0 .1em .8em;margin:.4em 0;max-width:64em"
_QUOTE = "font-family:Georgia,serif;margin:.3em 0"
_MUTED = "opacity:.75;font-size:90%"
_CELL = "text-align:left;vertical-align:top;padding:.15em .7em .15em 0;background:none"


def card(title: object, *parts: str) -> str:
    """Return a card with a title; the parts are HTML that the other functions made."""
    return f'<div style="{_BOX}"><div style="font-weight:600">{_text(title)}</div>{"".join(parts)}</div>'


def quoted(words: object, before: object = "", after: object = "") -> str:
    """Return words of a document, between those around them."""
    around = [f'<span style="{_MUTED}">{_text(part)}</span>' for part in (before, after)]
    return f'<div style="{_QUOTE}">{around[0]}{_text(words)}{around[1]}</div>'


def lines(sentences: Iterable[object]) -> str:
    """Return sentences, one per line, in small print; those that are empty are left out."""
    return "".join(f'<div style="{_MUTED}">{_text(one)}</div>' for one in sentences if one not in (None, ""))


def rows(
    found: Sequence[Mapping[Any, Any]], columns: Mapping[str, str], *, total: int = 0, most: int = MOST
) -> str:
    """Return a table of the first rows, and a line that says how many there are.

    Args:
        found: the rows, all or the first ones.
        columns: which columns to show, and their headings.
        total: the number of all rows, 0 for those that are given.
        most: rows to show.
    """
    total = total or len(found)
    if not found:
        return lines(["None."])
    head = "".join(f'<th scope="col" style="{_CELL}">{_text(one)}</th>' for one in columns.values())
    body = "".join(f"<tr>{_cells(row, columns)}</tr>" for row in found[:most])
    table = f'<table style="border-collapse:collapse;color:inherit"><tr>{head}</tr>{body}</table>'
    return table + (lines([f"{min(most, len(found))} of {total:,}"]) if total > most else "")


def _cells(row: Mapping[Any, Any], columns: Iterable[str]) -> str:
    shown = [_shown(row.get(name)) for name in columns]
    texts = [
        text.replace("_", " ") if name in IDS else text for name, text in zip(columns, shown, strict=True)
    ]
    return "".join(f'<td style="{_CELL}">{_text(text)}</td>' for text in texts)


def _shown(value: object) -> str:
    from workingregions.corpus.plain import plain

    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    if isinstance(value, float) and not value.is_integer():
        text = f"{value:.3g}"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _text(value: object) -> str:
    return escape(str(value))
