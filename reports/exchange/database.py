"""Tables as one SQLite database, with keys, views and full text, as Datasette reads it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from workingregions.corpus.files import data, write_atomically
from workingregions.reports.exchange.about import About, Counted, Limited
from workingregions.reports.exchange.dictionary import (
    FIELDS,
    PRIMARY,
    TableColumn,
    TableForm,
    described,
    dictionary,
)
from workingregions.reports.exchange.places import new_file
from workingregions.reports.exchange.tables import Tables

TYPES = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "list": "TEXT"}
"""The types of SQLite for those of the dictionary; lists are arrays in JSON, yes-or-no is 1 or 0."""
WORDS = {"passages": ("text", "section"), "documents": ("title", "authors", "publisher", "file")}
"""The columns whose words are indexed."""
LOOKED_UP = ("document", "passage", "theme", "institution", "source", "target", "region", "cites", "year")
"""The columns that have an index."""
SHOWN = {"documents": "title", "institutions": "name", "themes": "label", "passages": "text"}
"""The column that stands for a row where another table refers to it."""


def write_sqlite(tables: Tables, about: About, out: Path, *, most: int = 0) -> list[Counted]:
    """Write tables as a SQLite database, and beside it the metadata that Datasette reads.

    The database has primary and foreign keys, an index of the words of passages and documents (FTS5), views
    that join findings with their documents, the dictionary, and a table `about` with what it is of; its last
    row says what was cut. Arguments are those of `write_csv`; `out` is a file, which is replaced.

    Raises:
        InputError: the file cannot be written.
    """
    names = tuple(tables)
    with new_file(out) as path:
        base = sqlite3.connect(path)
        try:
            # The file is replaced as a whole, so that a journal on the disk would guard nothing.
            base.executescript("PRAGMA journal_mode = MEMORY; PRAGMA foreign_keys = OFF;")
            for name in names:
                base.execute(_create(dictionary()[name], names))
            counted = [
                _fill(base, dictionary()[name], Limited(rows(), most)) for name, rows in tables.items()
            ]
            for name in names:
                _index(base, dictionary()[name])
            _views(base, names)
            _tell(base, about, names, counted)
            _prune(base)
            base.commit()
            base.execute("VACUUM")
        finally:
            base.close()
    write_atomically(beside(out), _metadata(about, names, out.stem))
    return counted


def beside(out: Path) -> Path:
    """Return the path of the metadata that Datasette reads for a database."""
    return out.with_name(f"{out.stem}.datasette.json")


def _create(form: TableForm, names: Sequence[str]) -> str:
    lines = ",\n  ".join(_column(column, names) for column in form.columns)
    return f'CREATE TABLE "{form.name}" (\n  {lines}\n)'


def _column(column: TableColumn, names: Sequence[str]) -> str:
    line = f'"{column.name}" {TYPES[column.type]}'
    if column.key == PRIMARY:
        return f"{line} PRIMARY KEY NOT NULL"
    table, _, other = column.key.partition(".")
    return f'{line} REFERENCES "{table}" ("{other}")' if table in names else line


def _fill(base: sqlite3.Connection, form: TableForm, rows: Limited) -> Counted:
    marks = ", ".join("?" * len(form.columns))
    base.executemany(f'INSERT INTO "{form.name}" VALUES ({marks})', _values(form, rows))
    return rows.counted(form.name)


def _values(form: TableForm, rows: Limited) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(_value(column, row.get(column.name)) for column in form.columns)


def _value(column: TableColumn, value: Any) -> Any:
    if column.type == "list":
        return json.dumps(list(value or ()), ensure_ascii=False)
    # An empty text would refer to a row that there is not.
    return (value or None) if column.key else value


def _index(base: sqlite3.Connection, form: TableForm) -> None:
    for column in form.columns:
        if column.name in LOOKED_UP:
            base.execute(f'CREATE INDEX "{form.name}_{column.name}" ON "{form.name}" ("{column.name}")')
    if words := WORDS.get(form.name):
        listed = ", ".join(f'"{word}"' for word in words)
        table = f"{form.name}_fts"
        base.execute(
            f'CREATE VIRTUAL TABLE "{table}" USING fts5({listed}, content="{form.name}", '
            "tokenize='unicode61 remove_diacritics 2')"
        )
        base.execute(f'INSERT INTO "{table}" (rowid, {listed}) SELECT rowid, {listed} FROM "{form.name}"')


def _views(base: sqlite3.Connection, names: Sequence[str]) -> None:
    """Make the views whose tables are there; each line of the data file begins with the tables it needs."""
    for part in data(__package__, "views.sql").read_text(encoding="utf8").split("-- needs ")[1:]:
        needed, _, text = part.partition("\n")
        if set(needed.split()) <= set(names):
            base.execute(text.strip().rstrip(";"))


def _prune(base: sqlite3.Connection) -> None:
    """Take back references to rows that are not exported, so that all that are left lead somewhere."""
    for table, row, parent, number in base.execute("PRAGMA foreign_key_check").fetchall():
        keys = base.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        (column,) = [key[3] for key in keys if key[0] == number and key[2] == parent]
        base.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE rowid = ?', (row,))


def _tell(base: sqlite3.Connection, about: About, names: Sequence[str], counted: Iterable[Counted]) -> None:
    columns = ", ".join(f'"{name}" TEXT' for name in FIELDS)
    base.execute(f'CREATE TABLE "dictionary" ({columns})')
    marks = ", ".join("?" * len(FIELDS))
    base.executemany(
        f'INSERT INTO "dictionary" VALUES ({marks})',
        [tuple(row[name] for name in FIELDS) for row in described(tuple(names))],
    )
    base.execute('CREATE TABLE "about" ("what" TEXT, "value" TEXT)')
    rows = [
        ("project", about.project),
        ("snapshot", about.snapshot),
        ("snapshot made", about.created),
        ("workingregions", about.release),
        ("filters", json.dumps(dict(about.filters), ensure_ascii=False, default=list)),
        ("links begin with", about.link),
        *(("data of", credit) for credit in about.credits),
        *(("gap", gap) for gap in about.gaps),
        *(("cut", words) for one in counted for words in one.cut),
    ]
    base.executemany('INSERT INTO "about" VALUES (?, ?)', rows)


def _metadata(about: About, names: Sequence[str], name: str) -> str:
    """Return what Datasette shows of the database: titles, the meaning of columns, what is searched."""
    tables: dict[str, dict[str, Any]] = {}
    for table in names:
        form = dictionary()[table]
        told: dict[str, Any] = {
            "title": form.title,
            "columns": {
                column.name: f"{column.meaning} ({column.unit})" if column.unit else column.meaning
                for column in form.columns
            },
        }
        if table in SHOWN:
            told["label_column"] = SHOWN[table]
        if table in WORDS:
            told["fts_table"] = f"{table}_fts"
        tables[table] = told
    databases = {name: {"title": about.title, "tables": tables}}
    whole = {"title": about.title, "description": about.words, "source": "workingregions"}
    return json.dumps({**whole, "databases": databases}, ensure_ascii=False, indent=1) + "\n"
