"""An analysis as files for other programs: CSV tables, JSON and a script for R."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.plain import plain
from workingregions.models.qca import KINDS, Study
from workingregions.reports.qca.rscript import r_script
from workingregions.reports.qca.tables import values_of

DIGITS = 10
"""Significant digits of figures in the files: enough to repeat the analysis, the same on every machine."""


def study_files(study: Study) -> dict[str, str]:
    """Return the files of a study by name."""
    return {
        "raw.csv": _raw(study),
        "calibrated.csv": _calibrated(study),
        "anchors.csv": _anchors(study),
        "truth_table.csv": _truth(study),
        "necessity.csv": _necessity(study),
        "solutions.csv": _solutions(study),
        "robustness.csv": _robustness(study),
        "left_out.csv": _csv(
            ("region", "name", "why"), ((row.region, row.name, row.why) for row in study.left_out)
        ),
        "study.json": json.dumps(plain(study), ensure_ascii=False, indent=1) + "\n",
        "qca.R": r_script(study),
    }


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return rows_as_csv(columns, (dict(zip(columns, map(_cell, row), strict=True)) for row in rows))


def _cell(value: object) -> object:
    if value is None:
        return ""
    if not isinstance(value, float):
        return value
    # A number, not its text: text that begins with a minus sign is defused, as a formula would be.
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else ""


def _raw(study: Study) -> str:
    variables = (*study.spec.names, study.spec.outcome.name)
    columns = ["region", "name", "documents", "coverage"]
    columns += [f"{name}{end}" for name in variables for end in ("", "_low", "_high")]
    return _csv(
        columns,
        (
            (
                case.region, case.name, case.documents, case.coverage,
                *(figure for v in values_of(case) for figure in (v.raw, v.low, v.high)),
            )
            for case in study.cases
        ),
    )  # fmt: skip


def _calibrated(study: Study) -> str:
    return _csv(
        ("region", *study.spec.names, study.spec.outcome.name),
        ((case.region, *(v.membership for v in values_of(case))) for case in study.cases),
    )


def _anchors(study: Study) -> str:
    return _csv(
        (
            "name", "label", "measure", "column", "out", "crossover", "full", "expected", "reason", "source",
            "year",
        ),
        (
            (
                v.name, v.label, v.measure, v.column, float(v.anchors.out), float(v.anchors.crossover),
                float(v.anchors.full), v.expected, v.reason, v.source, v.year,
            )
            for v in (*study.spec.conditions, study.spec.outcome)
        ),
    )  # fmt: skip


def _truth(study: Study) -> str:
    columns = ("outcome_set", "row", *study.spec.names, "n", "consistency", "pri", "outcome", "cases")
    return _csv(
        columns,
        (
            (
                side.outcome, row.row, *row.values, len(row.cases), row.consistency, row.pri, row.outcome,
                " ".join(row.cases),
            )
            for side in study.analysis.sides
            for row in side.table.rows
        ),
    )  # fmt: skip


def _necessity(study: Study) -> str:
    return _csv(
        ("outcome_set", "condition", "consistency", "coverage", "ron"),
        (
            (side.outcome, n.condition, n.consistency, n.coverage, n.ron)
            for side in study.analysis.sides
            for n in side.necessity
        ),
    )


def _solutions(study: Study) -> str:
    rows: list[Sequence[object]] = []
    for side in study.analysis.sides:
        for kind in KINDS:
            for number, model in enumerate(getattr(side.solutions, kind).models, 1):
                whole = (model.fit.consistency, model.fit.pri, model.fit.coverage)
                assumed = " ".join(map(str, model.assumed))
                rows.append(
                    (side.outcome, kind, number, "", model.expression, *whole, math.nan, "", "", assumed)
                )
                for term in model.terms:
                    own = (term.fit.consistency, term.fit.pri, term.fit.coverage, term.unique)
                    cases = (" ".join(term.cases), " ".join(term.contradicting))
                    rows.append((side.outcome, kind, number, term.term, "", *own, *cases, ""))
    return _csv(
        (
            "outcome_set", "solution", "model", "term", "expression", "consistency", "pri", "coverage",
            "unique_coverage", "cases", "contradicting", "assumed_rows",
        ),
        rows,
    )  # fmt: skip


def _robustness(study: Study) -> str:
    rows: list[Sequence[object]] = []
    for side in study.analysis.sides:
        found = side.robust
        if found is None:
            continue
        for row in found.rows:
            for state in ("sufficient", "insufficient", "remainder"):
                rows.append((side.outcome, "row", row.row, state, float(getattr(row, state))))
        for term in found.terms:
            rows.append((side.outcome, f"{term.kind} term", term.term, "sufficient", term.sufficient))
            rows.append((side.outcome, f"{term.kind} term", term.term, "found", term.found))
        rows += [(side.outcome, "solution", kind, "same", share) for kind, share in found.same.items()]
        for case in found.regions:
            rows += [(side.outcome, "region", case.case, f"row {row}", share) for row, share in case.rows]
            rows.append((side.outcome, "region", case.case, "unknown", case.unknown))
    return _csv(("outcome_set", "what", "name", "state", "share"), rows)
