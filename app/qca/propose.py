"""Proposed anchors: gaps between the regions' values, and a draft of a specification without reasons."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workingregions.app.names import gazetteer
from workingregions.app.qca.measures import MEASURES, UNITS, USUAL
from workingregions.app.qca.table import UserTable
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.map_filter import MapFilter
from workingregions.corpus.selection import parse_years
from workingregions.models.qca import MOST_CONDITIONS, Proposal, propose_anchors
from workingregions.models.thickness import redrawn

if TYPE_CHECKING:
    from workingregions.models.presence import GovernanceMap


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCondition:
    """A condition (or the outcome) with its values by region, lowest first, and the proposed anchors.

    `values` are region, name, value and the ends of its 95 % interval; `lacking` names regions without one.
    `sourced` is whether the table itself gives the column's source and year.
    """

    name: str
    label: str
    measure: str
    column: str
    unit: str
    values: tuple[tuple[str, str, float, float | None, float | None], ...]
    lacking: tuple[str, ...]
    proposal: Proposal
    sourced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Proposed anchors of an outcome and of conditions, in `at` documents each.

    `period`, `documents` and `coverage` are as in a specification.
    """

    table: str
    snapshot: str
    at: int
    period: str
    documents: int
    coverage: float
    outcome: ProposedCondition
    conditions: tuple[ProposedCondition, ...]


def propose(
    material: GovernanceMap,
    table: UserTable,
    outcome: str,
    conditions: Sequence[str],
    *,
    year: str,
    documents: int,
    coverage: float,
    draws: int,
    only: MapFilter,
) -> Proposed:
    """Return proposed anchors; see View.propose_qca."""
    chosen = [_named(table, name) for name in conditions or USUAL]
    if len(chosen) > MOST_CONDITIONS:
        raise InputError(f"{len(chosen)} conditions are too many.", advice=f"At most {MOST_CONDITIONS}.")
    measured = [measure for measure, _ in chosen if measure]
    at, found = 0, {}
    if measured:
        at, results = redrawn(
            material, [row.region for row in table.rows], gazetteer(), components=measured,
            years=parse_years(year) if year else None, least=documents, least_coverage=coverage,
            draws=draws, only=only,
        )  # fmt: skip
        found = {result.region: result for result in results}
    made = []
    for measure, column in chosen:
        if column:
            made.append(_of_column(table, column))
            continue
        rows = []
        for row in table.rows:
            result = found[row.region]
            value = result.values.get(measure, math.nan)
            known = math.isfinite(value)
            low, high = (result.interval(measure) if known else None) or (None, None)
            rows.append((row.region, row.name, value, low, high))
        known_as = MEASURES[measure]
        made.append(_condition(known_as.name, known_as.label, measure, "", UNITS[measure], rows))
    return Proposed(
        table=table.file,
        snapshot=material.snapshot,
        at=at,
        period=year,
        documents=documents,
        coverage=coverage,
        outcome=_of_column(table, table.heading(outcome)),
        conditions=tuple(made),
    )


def _named(table: UserTable, name: str) -> tuple[str, str]:
    """Return the measure and the column that a word means, one of them ""."""
    if name in MEASURES:
        return name, ""
    for measure in MEASURES.values():
        if measure.name.casefold() == name.casefold():
            return measure.component, ""
    try:
        return "", table.heading(name)
    except NotFoundError:
        known = [*MEASURES, *table.headings]
        raise NotFoundError("measure or column", name, known, advice=f"One of: {', '.join(known)}.") from None


def _of_column(table: UserTable, column: str) -> ProposedCondition:
    figures = table.numbers(column)
    rows = [(row.region, row.name, figures[row.region], None, None) for row in table.rows]
    name = "".join(c if c.isascii() and c.isalnum() else "_" for c in column).strip("_").upper()[:20]
    name = name if name[:1].isalpha() else f"C_{name}"[:20]
    sourced = bool(table.words(f"{column}_source") and table.words(f"{column}_year"))
    return replace(_condition(name, column, "", column, column, rows), sourced=sourced)


def _condition(
    name: str,
    label: str,
    measure: str,
    column: str,
    unit: str,
    rows: Sequence[tuple[str, str, float, float | None, float | None]],
) -> ProposedCondition:
    known = sorted((row for row in rows if math.isfinite(row[2])), key=lambda row: (row[2], row[0]))
    return ProposedCondition(
        name=name,
        label=label,
        measure=measure,
        column=column,
        unit=unit,
        values=tuple(known),
        lacking=tuple(row[1] for row in rows if not math.isfinite(row[2])),
        proposal=propose_anchors([row[1] for row in known], [row[2] for row in known]),
    )


def draft(proposed: Proposed) -> str:
    """Return a specification in TOML with the proposed anchors; its reasons are empty, so it does not run."""
    lines = [
        "# A draft. The anchors lie in gaps between the values; the numbers cannot say where "
        "membership begins.",
        "# Give each anchor a reason in words (why is a region below it out, above it in?), or move it.",
        f"title = {json.dumps(f'{proposed.outcome.label} and the institutions of regions')}",
        f"table = {json.dumps(proposed.table)}",
        f"period = {json.dumps(proposed.period)}",
        f"documents = {proposed.documents}",
        f"coverage = {proposed.coverage}",
        "consistency = 0.8",
        "pri = 0.5",
        "frequency = 1",
        "draws = 500",
    ]
    for heading, one in (
        ("[outcome]", proposed.outcome),
        *(("[[condition]]", condition) for condition in proposed.conditions),
    ):
        lines += ["", heading, f"name = {json.dumps(one.name)}", f"label = {json.dumps(one.label)}"]
        lines.append(
            f"measure = {json.dumps(one.measure)}  # {one.unit}"
            if one.measure
            else f"column = {json.dumps(one.column)}"
        )
        lines += [_anchor(key, getattr(one.proposal, key)) for key in ("out", "crossover", "full")]
        near = [*reversed(one.proposal.below), *one.proposal.above]
        if near:
            shown = ", ".join(f"{name} {value:.4g}" for name, value in near)
            lines.append(f"# around the crossover: {' '.join(shown.split())}")
        lines.append('reason = ""')
        if heading != "[outcome]":
            lines.append('expected = ""  # present or absent')
        if one.column and not one.sourced:
            lines += ['source = ""', 'year = ""']
    return "\n".join(lines) + "\n"


def _anchor(key: str, value: float | None) -> str:
    return f"# {key} =  # no gap separates the values" if value is None else f"{key} = {value!r}"
