"""Codebooks as files of other forms: YAML and CSV; REFI-QDA's .qdc is in `refi`."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from workingregions.corpus.codebook.checks import LISTS, TEXTS, VERSION, Lines
from workingregions.corpus.codebook.codebook import Codebook
from workingregions.corpus.codebook.refi import from_qdc, to_qdc
from workingregions.corpus.codebook.yaml_file import load_yaml
from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.errors import ConfigError, InputError, NotFoundError
from workingregions.corpus.files import write_atomically, writing

COLUMNS = ("id", "group", "group_label", "label", "definition", *LISTS, "broader")
SUFFIXES = (".yaml", ".yml", ".csv", ".qdc")
_BETWEEN = re.compile(r"(?<!\\)\|")
"""What separates the items of a list in a cell; an item's own bar has a backslash before it."""


def read_raw(path: Path) -> tuple[object, Lines, list[str]]:
    """Return a codebook file's content as YAML would load it, the lines of its parts, and notes on it.

    The form is that of the file's suffix: .yaml, .csv, or .qdc (the REFI-QDA exchange format).

    Raises:
        ConfigError: it cannot be read, or is not of that form.
        InputError: the suffix is not known.
    """
    kind = _suffix(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"The codebook {path} does not exist.") from None
    except OSError as error:
        raise ConfigError(f"The codebook {path} cannot be read: {error.strerror}.") from error
    if kind == ".qdc":
        return from_qdc(data, path.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"The codebook {path.name} is not UTF-8 text.") from None
    return (*_from_csv(text, path.name), []) if kind == ".csv" else (*load_yaml(text, path.name), [])


def write_codebook(codebook: Codebook, target: Path) -> None:
    """Write a codebook to a file in the form of its suffix; the file is replaced.

    Raises:
        InputError: the suffix is not known, or the file cannot be written.
    """
    kind = _suffix(target)
    text = {".csv": as_csv, ".qdc": to_qdc}.get(kind, as_yaml)(codebook)
    with writing(target):
        write_atomically(target, text)


def as_yaml(codebook: Codebook) -> str:
    """Return a codebook as the text of a YAML file; fields that are empty are left out."""
    import yaml

    themes = []
    for theme in codebook:
        fields: dict[str, Any] = {name: getattr(theme, name) for name in TEXTS}
        fields |= {name: list(getattr(theme, name)) for name in LISTS if getattr(theme, name)}
        themes.append(fields | ({"broader": theme.broader} if theme.broader else {}))
    content = {"version": VERSION, "groups": dict(codebook.groups), "themes": themes}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def as_csv(codebook: Codebook) -> str:
    """Return a codebook as CSV text, a row per theme; the items of a list are separated by bars."""
    rows = []
    for theme in codebook:
        row = {name: getattr(theme, name) for name in (*TEXTS, "broader")}
        row |= {name: " | ".join(i.replace("|", "\\|") for i in getattr(theme, name)) for name in LISTS}
        rows.append(row | {"group_label": codebook.groups[theme.group]})
    return rows_as_csv(COLUMNS, rows)


def _from_csv(text: str, name: str) -> tuple[object, Lines]:
    first = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    columns = [column.strip().casefold() for column in table.fieldnames or []]
    if strange := [column for column in columns if column not in COLUMNS]:
        error = NotFoundError("column", strange[0], COLUMNS, advice=f"Columns: {', '.join(COLUMNS)}.")
        raise ConfigError(f"{name}: line 1: {error.message}", advice=error.remedy)
    groups: dict[str, str] = {}
    themes: list[dict[str, Any]] = []
    lines: dict[tuple[object, ...], int] = {(): 1}
    end = 1
    for row in table:
        start, end = end + 1, table.line_num
        cells = {c: (v or "").strip() for c, v in zip(columns, row.values(), strict=False)}
        # An apostrophe keeps a spreadsheet from calculating; see corpus.csvfile.
        cells = {c: v[1:] if re.match(r"'[=+\-@]", v) else v for c, v in cells.items()}
        if not any(cells.values()):
            continue
        lines[("themes", len(themes))] = start
        fields: dict[str, Any] = {key: cells.get(key) or None for key in TEXTS}
        fields |= {key: _items(cells[key]) for key in LISTS if cells.get(key)}
        themes.append(fields | ({"broader": cells["broader"]} if cells.get("broader") else {}))
        if group := cells.get("group"):
            groups[group] = cells.get("group_label") or groups.get(group, group)
    return {"version": VERSION, "groups": groups, "themes": themes}, lines


def _items(cell: str) -> list[str]:
    return [item.replace("\\|", "|").strip() for item in _BETWEEN.split(cell) if item.strip()]


def _suffix(path: Path) -> str:
    kind = path.suffix.casefold()
    if kind not in SUFFIXES:
        raise InputError(f"{path.name}: a codebook's file ends in {', '.join(SUFFIXES)}.")
    return kind
