"""Codings of people as rows: from CSV, XLSX or JSON lines, whatever they call their columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from workingregions.corpus.errors import InputError, ReadError
from workingregions.corpus.lines import LineFile
from workingregions.ingest.formats import SHEET_SUFFIXES, read_sheet

NAMES: Mapping[str, tuple[str, ...]] = {
    "theme": ("theme", "code", "label"),
    "answer": ("answer", "value"),
    "other": ("other",),
    "evidence": ("evidence", "evidence id", "evidence_id"),
    "file": ("file", "document", "source"),
    "page": ("page",),
    "quote": ("quote", "text", "segment", "coded segment", "words"),
    "who": ("who", "coder", "by", "coded by"),
    "when": ("when", "date", "coded at", "coded on"),
    "note": ("note", "memo", "comment"),
    "why": ("why",),
    "stratum": ("stratum",),
    "size": ("size",),
    "survey": ("survey",),
}
"""What each column is for, and the names that it may have; case does not matter."""
DAYS_OF_EXCEL = datetime(1899, 12, 30, tzinfo=UTC)
"""Day 0 of the dates of spreadsheets."""
SUFFIXES = (*SHEET_SUFFIXES, ".jsonl")
LARGEST = 100 * 2**20
"""Maximum bytes of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """A row of a file of codings: its place in words ("row 3"), and its cells by what they are for.

    `fault` is why the row cannot be read at all, else "".
    """

    place: str
    cells: Mapping[str, str]
    fault: str = ""


def read_label_rows(path: Path, *, themed: bool = True) -> list[LabelRow]:
    """Return the rows of a file of codings; `themed`: whether each must name its theme.

    Raises:
        InputError: the file cannot be read, has another format, or lacks a column; says which.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            f"{path} is not a file of labels.", advice=f"Its name ends in one of {', '.join(SUFFIXES)}."
        )
    data = read_bytes(path)
    try:
        rows = list(_lines(path)) if suffix == ".jsonl" else list(_sheet(data, path.name, themed=themed))
    except ReadError as error:
        raise InputError(error.message, advice=error.advice) from error
    if not rows:
        raise InputError(f"{path} has no labels.")
    return rows


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file that a user named.

    Raises:
        InputError: it is missing, no file, too large, or cannot be read.
    """
    if not path.is_file():
        raise InputError(f"{path} is {'not a file' if path.exists() else 'not there'}.")
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} has more than {LARGEST // 2**20} MB.")
        return path.read_bytes()
    except OSError as cause:
        raise InputError(f"{path} cannot be read: {cause.strerror}.") from cause


def _sheet(data: bytes, name: str, *, themed: bool) -> Iterator[LabelRow]:
    first, *rest = read_sheet(data, name) or [(1, ())]
    word = "row" if name.lower().endswith(".xlsx") else "line"
    columns = _columns(first[1])
    missing = ["theme"] if themed and "theme" not in columns else []
    if "evidence" not in columns and "quote" not in columns:
        missing.append("evidence")
    if missing:
        what = " and ".join(repr(column) for column in missing)
        raise InputError(
            f"{name}, {word} {first[0]}: there is no column {what}.",
            advice="Needed are theme, and evidence (an id) or quote; file, page, answer, coder, date and "
            "note are read, too.",
        )
    for number, cells in rest:
        place = f"{word} {number}"
        if len(cells) > len(first[1]) and any(cells[len(first[1]) :]):
            yield LabelRow(place=place, cells={}, fault="it has more cells than there are columns")
            continue
        found = {column: cells[at] for column, at in columns.items() if at < len(cells)}
        yield LabelRow(place=place, cells=found)


def _columns(heads: tuple[str, ...]) -> dict[str, int]:
    names = [" ".join(head.casefold().replace("_", " ").split()) for head in heads]
    found: dict[str, int] = {}
    for column, known in NAMES.items():
        for name in known:
            if (plain := name.replace("_", " ")) in names:
                found.setdefault(column, names.index(plain))
    return found


def _lines(path: Path) -> Iterator[LabelRow]:
    for line in LineFile(path).read():
        place = f"line {line.number}"
        try:
            found = json.loads(line.data.decode("utf8"))
        except (ValueError, RecursionError) as cause:
            yield LabelRow(place=place, cells={}, fault=f"it is not JSON ({cause})")
            continue
        if not isinstance(found, dict) or not all(_is_plain(value) for value in found.values()):
            yield LabelRow(place=place, cells={}, fault="it is not an object of texts and numbers")
            continue
        heads = tuple(map(str, found))
        values = ["" if value is None else str(value).strip() for value in found.values()]
        yield LabelRow(place=place, cells={name: values[at] for name, at in _columns(heads).items()})


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float))


def moment(text: str, now: str) -> str:
    """Return a date as labels have it: ISO 8601, UTC.

    Args:
        text: ISO 8601 with or without a time, or the number of a day in a spreadsheet; "" for now.
        now: the present time.

    Raises:
        InputError: it is none of these, or lies in the future.
    """
    if not text:
        return now
    try:
        if text.replace(".", "", 1).isdecimal() and len(text.partition(".")[0]) == 5:
            found = DAYS_OF_EXCEL + timedelta(days=float(text))
        else:
            found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (ValueError, OverflowError):
        raise InputError(f"{text!r} is not a date.", advice="Write it as 2026-03-31.") from None
    found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    written = found.strftime("%Y-%m-%dT%H:%M:%SZ")
    tomorrow = datetime.fromisoformat(now.replace("Z", "+00:00")) + timedelta(days=1)
    if found > tomorrow:
        raise InputError(f"The date {text} lies in the future.")
    if found.year < 1900:
        raise InputError(f"The date {text} is too early.")
    return written
