"""The specification of a study, a TOML or CSV file: conditions, outcome, anchors with reasons, thresholds."""

from __future__ import annotations

import csv
import io
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from workingregions.app.qca.measures import MEASURES
from workingregions.app.qca.table import LARGEST, MARK, UserTable, parse_table, read_text
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.plain import plain
from workingregions.corpus.selection import parse_years
from workingregions.models.qca import (
    ABSENT,
    MOST_CONDITIONS,
    PRESENT,
    Anchors,
    Spec,
    Thresholds,
    Variable,
)

SETTINGS = (
    "title", "table", "period", "consistency", "pri", "frequency", "documents", "coverage", "draws", "seed",
)  # fmt: skip
FIELDS = (
    "name", "label", "measure", "column", "out", "crossover", "full", "reason", "expected", "source", "year",
)  # fmt: skip
COLUMNS = ("role", *FIELDS, "value")
"""Of a specification as CSV: `role` is condition, outcome or setting; a setting has `name` and `value`."""
MOST_DRAWS = 10_000
LEAST_WORDS = 3
"""Words that a reason must have: "theory" or "TODO" is none."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")
CIRCULAR = (
    "An outcome that is read from documents would be explained by the same documents: regions whose "
    "documents "
    "say more would have more of both, whatever happened there. The outcome comes from a table (employment, "
    "output, adoption), with its source and year."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The files of a study as texts, so that it can be carried out again: names and contents."""

    file: str
    specification: str
    table_file: str
    table: str

    @classmethod
    def read(cls, path: Path) -> Inputs:
        """Read a specification and the table that it names.

        Raises:
            InputError: a file cannot be read, or is not text.
        """
        text = read_text(path, "specification")
        table = path.parent / _text(path.name, _keys(path.name, text), "table", "the file")
        return cls(file=path.name, specification=text, table_file=table.name, table=read_text(table, "table"))

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Inputs:
        """Return the inputs that `options` holds. Raise InputError if something is missing or no text."""
        given: dict[str, str] = {}
        for name in (field.name for field in fields(cls)):
            value = options.get(name)
            if not isinstance(value, str) or len(value) > LARGEST:
                raise InputError(f"A comparative analysis needs `{name}`, a text.")
            given[name] = value
        return cls(**given)

    @classmethod
    def typed(cls, specification: str, table: str) -> Inputs:
        """Return texts that were typed, not read from files: a specification in TOML and a table in CSV."""
        return cls(
            file="specification.toml", specification=specification, table_file="table.csv", table=table
        )

    def options(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs with settings (not None) as the options of an order."""
        return {**plain(self), "settings": {k: v for k, v in settings.items() if v is not None}}


def settings_of(options: Mapping[str, Any], period: str = "") -> dict[str, Any]:
    """Return the settings that `Inputs.options` holds; `period` replaces theirs unless it is "".

    Raises:
        InputError: they are no mapping.
    """
    settings = options.get("settings", {})
    if not isinstance(settings, Mapping):
        raise InputError("The settings of a comparative analysis are no mapping.")
    return {**settings, **({"period": period} if period else {})}


def read_spec(path: Path, **settings: Any) -> tuple[Spec, UserTable]:
    """Read a specification and the table that it names; see `parse_spec`."""
    return parse_spec(Inputs.read(path), **settings)


def parse_spec(inputs: Inputs, **settings: Any) -> tuple[Spec, UserTable]:
    """Return what a specification says and its table; `settings` (not None) replace those of the file.

    Raises:
        InputError: something is missing or not valid; the message names file, condition and field.
        NotFoundError: an unknown key, measure or column; `nearest` holds similar ones.
    """
    file = inputs.file
    found = _keys(file, inputs.specification)
    known = (*SETTINGS, "condition", "outcome")
    for key in (*found, *settings):
        if key not in known:
            raise NotFoundError(f"setting of {file}", key, known, advice=f"One of: {', '.join(known)}.")
    found |= {key: value for key, value in settings.items() if value is not None}
    table = parse_table(inputs.table_file, inputs.table)
    conditions = found.get("condition", [])
    if not isinstance(conditions, list) or not all(isinstance(c, dict) for c in conditions) or not conditions:
        raise InputError(f"{file} has no condition.", advice="Add at least one [[condition]].")
    if len(conditions) > MOST_CONDITIONS:
        raise InputError(
            f"{file} has {len(conditions)} conditions; {MOST_CONDITIONS} make "
            f"{2**MOST_CONDITIONS} combinations, more than any set of regions fills.",
            advice="Keep those that theory asks for: three to five.",
        )
    made = tuple(_variable(file, table, given, f"condition {n}") for n, given in enumerate(conditions, 1))
    outcome = _outcome(file, table, found.get("outcome"))
    names = [variable.name for variable in (*made, outcome)]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"{file} gives the name {twice[0]} twice.", advice="Name each differently.")
    return _spec(file, found, table, made, outcome), table


def _keys(file: str, text: str) -> dict[str, Any]:
    """Return a specification as a mapping: of CSV if its file is named so, otherwise of TOML."""
    read = _csv if file.lower().endswith(".csv") else _toml
    return read(file, text.removeprefix(MARK))


def _spec(
    file: str,
    found: Mapping[str, Any],
    table: UserTable,
    conditions: tuple[Variable, ...],
    outcome: Variable,
) -> Spec:
    def number(key: str, default: float, least: float, most: float) -> float:
        value = _number(file, found, key, "the file") if key in found else float(default)
        if not least <= value <= most:
            raise InputError(f"{file}: {key} is {value:g}.", advice=f"It lies from {least:g} to {most:g}.")
        return value

    def whole(key: str, default: int, least: int, most: int) -> int:
        value = number(key, default, least, most)
        if not value.is_integer():
            raise InputError(f"{file}: {key} is {value:g}.", advice="It is a whole number.")
        return int(value)

    period = str(found.get("period") or "").strip()
    if period:
        parse_years(period)
    return Spec(
        title=str(found.get("title") or "").strip() or _title(outcome, table),
        table=table.file,
        digest=table.digest,
        conditions=conditions,
        outcome=outcome,
        thresholds=Thresholds(
            frequency=whole("frequency", 1, 1, 100),
            consistency=number("consistency", 0.8, 0.5, 1.0),
            pri=number("pri", 0.5, 0.0, 1.0),
        ),
        period=period,
        documents=whole("documents", 5, 2, 10_000),
        coverage=number("coverage", 0.5, 0.0, 1.0),
        draws=whole("draws", 500, 0, MOST_DRAWS),
        seed=whole("seed", 0, 0, 2**31),
    )


def _title(outcome: Variable, table: UserTable) -> str:
    return f"{outcome.label[:1].upper()}{outcome.label[1:]} in {len(table.rows)} regions"


def _outcome(file: str, table: UserTable, given: object) -> Variable:
    if not isinstance(given, dict) or not given:
        raise InputError(f"{file} has no outcome.", advice="Add [outcome] with a column of the table.")
    if given.get("measure"):
        raise InputError(
            f"{file}: the outcome is the measure {given['measure']!r} of the documents. {CIRCULAR}",
            advice="Give `column` instead of `measure`.",
        )
    if given.get("expected"):
        raise InputError(f"{file}: an outcome has no expectation.", advice="Give it to the conditions.")
    return _variable(file, table, given, "the outcome")


def _variable(file: str, table: UserTable, given: Mapping[str, Any], which: str) -> Variable:
    for key in given:
        if key not in FIELDS:
            raise NotFoundError(f"field of {which} in {file}", key, FIELDS)
    measure, column = str(given.get("measure") or "").strip(), str(given.get("column") or "").strip()
    if bool(measure) == bool(column):
        raise InputError(
            f"{file}: {which} needs a measure of the documents or a column of the table, one of them.",
            advice=f"Measures: {', '.join(MEASURES)}. Columns: {', '.join(table.headings)}.",
        )
    if measure and measure not in MEASURES:
        raise NotFoundError("measure", measure, MEASURES, advice=f"One of: {', '.join(MEASURES)}.")
    known = MEASURES.get(measure)
    name = str(given.get("name") or (known.name if known else "")).strip()
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{file}: {which} is called {name!r}.",
            advice="A name has up to 20 letters, digits and underscores, the first a letter.",
        )
    called = f"{which} ({name})"
    source = str(given.get("source") or (table.words(f"{column}_source") if column else "")).strip()
    year = str(given.get("year") or (table.words(f"{column}_year") if column else "")).strip()
    if column and not (source and year):
        lacking = "source" if not source else "year"
        raise InputError(
            f"{file}: {called} does not say the {lacking} of column {column!r}.",
            advice=f"Give `{lacking}`, or a column {column}_{lacking} in {table.file}.",
        )
    return Variable(
        name=name.upper(),
        label=str(given.get("label") or (known.label if known else column)).strip(),
        measure=measure,
        column=table.heading(column) if column else "",
        anchors=_anchors(file, given, called),
        reason=_reason(file, given, called),
        expected=_expected(file, given, called),
        source=source,
        year=year,
    )


def _anchors(file: str, given: Mapping[str, Any], called: str) -> Anchors:
    values = {key: _number(file, given, key, called) for key in ("out", "crossover", "full")}
    try:
        return Anchors(**values)
    except ValueError:
        shown = ", ".join(f"{key} {value:g}" for key, value in values.items())
        raise InputError(
            f"{file}: the anchors of {called} neither rise nor fall: {shown}.",
            advice="The crossover lies between full non-membership (out) and full membership (full).",
        ) from None


def _reason(file: str, given: Mapping[str, Any], called: str) -> str:
    reason = " ".join(str(given.get("reason") or "").split())
    if len(re.findall(r"[^\W\d_]{2,}", reason)) < LEAST_WORDS:
        raise InputError(
            f"{file}: the anchors of {called} have no reason in words. What is above the crossover is a "
            "member of the set, and nothing in the numbers says where that is.",
            advice="Say in `reason` why a region at each anchor is out, in between and in.",
        )
    return reason


def _expected(file: str, given: Mapping[str, Any], called: str) -> str:
    expected = str(given.get("expected") or "").strip().casefold()
    if expected not in ("", PRESENT, ABSENT):
        raise InputError(
            f"{file}: {called} expects {expected[:40]!r}.",
            advice=f"Write {PRESENT} or {ABSENT}, or leave it out.",
        )
    return expected


def _number(file: str, given: Mapping[str, Any], key: str, where: str) -> float:
    value = given.get(key)
    try:
        # A boolean is a number in Python, and text that float() takes may be "inf".
        number = math.nan if isinstance(value, bool) or value is None else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        said = "is missing" if value in (None, "") else f"is {str(value)[:40]!r}, not a number"
        raise InputError(f"{file}: {key} of {where} {said}.", advice=f"Give `{key}` as a number.")
    return number


def _text(file: str, given: Mapping[str, Any], key: str, where: str) -> str:
    value = given.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InputError(
            f"{file}: {where} does not say `{key}`, the table of regions.",
            advice='Write, for instance, table = "regions.csv"; the path is relative to the file.',
        )
    return value.strip()


def _toml(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as cause:
        raise InputError(f"{file} is not valid TOML: {cause}.") from cause


def _csv(file: str, text: str) -> dict[str, Any]:
    """Return a specification in CSV in the form that one in TOML has."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    headings = [str(heading).strip().casefold() for heading in reader.fieldnames or ()]
    for heading in headings:
        if heading not in COLUMNS:
            raise NotFoundError(
                f"column of {file}", heading, COLUMNS, advice=f"One of: {', '.join(COLUMNS)}."
            )
    if "role" not in headings:
        raise InputError(f"{file} has no column `role`.", advice=f"Its columns: {', '.join(COLUMNS)}.")
    reader.fieldnames = headings
    found: dict[str, Any] = {"condition": []}
    try:
        rows: Sequence[Mapping[str, Any]] = list(reader)
    except csv.Error as cause:
        raise InputError(f"{file}, line {reader.line_num}: not valid CSV ({cause}).") from cause
    for number, row in enumerate(rows, 2):
        if None in row:
            raise InputError(f"{file}, row {number}: more cells than headings.", advice="Quote its texts.")
        given = {key: str(value or "").strip() for key, value in row.items()}
        role, value = given.pop("role").casefold(), given.pop("value", "")
        fields = {key: text for key, text in given.items() if text}
        if role == "condition":
            found["condition"].append(fields)
        elif role == "outcome":
            found["outcome"] = fields
        elif role == "setting":
            found[given.get("name", "")] = value
        elif role or fields:
            raise InputError(
                f"{file}, row {number}: the role is {role[:40]!r}.",
                advice="Write condition, outcome or setting.",
            )
    return found
