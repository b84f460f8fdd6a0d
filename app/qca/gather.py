"""Carrying out a study: measure, calibrate, analyse, and draw the documents again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from workingregions.app import ask
from workingregions.app.names import gazetteer
from workingregions.app.qca.evidence import examples
from workingregions.app.qca.measures import MEASURES
from workingregions.app.qca.table import UserTable
from workingregions.corpus.errors import InputError
from workingregions.corpus.map_filter import MapFilter
from workingregions.corpus.selection import parse_years
from workingregions.models.qca import (
    CROSSOVER,
    Case,
    LeftOut,
    Spec,
    Study,
    Value,
    Variable,
    analyse,
    calibrated,
)
from workingregions.models.thickness import Redrawn, redrawn
from workingregions.models.wording import listed, plural

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.models.presence import GovernanceMap

NEAR = 1e-9
"""Distance from the crossover within which a membership is taken to be at it."""


def run_study(
    pinned: Pinned, material: GovernanceMap, spec: Spec, table: UserTable, only: MapFilter
) -> Study:
    """Return a study as `spec` asks for it; see View.qca."""
    measured = [c.measure for c in spec.conditions if c.measure]
    at, found = 0, {}
    if measured:
        at, results = redrawn(
            material,
            [row.region for row in table.rows],
            gazetteer(),
            components=measured,
            years=parse_years(spec.period) if spec.period else None,
            least=spec.documents,
            least_coverage=spec.coverage,
            draws=spec.draws,
            seed=spec.seed,
            only=only,
        )
        found = {result.region: result for result in results}
    desk = _Desk(spec, table, found)
    kept, left = desk.cases()
    kept = _with_evidence(pinned, spec, kept, found)
    memberships = np.array([[v.membership for v in case.conditions] for case in kept])
    analysis = analyse(
        [case.region for case in kept],
        spec.names,
        memberships.reshape(len(kept), len(spec.conditions)),
        [case.outcome.membership for case in kept],
        name=spec.outcome.name,
        thresholds=spec.thresholds,
        expected=spec.expected,
        draws=desk.draws(kept) if measured and spec.draws else None,
    )
    about = [d for r in found.values() for d in r.here.documents]
    lacking = ask.unread(pinned, list({d.id: d for d in about}.values())) if about else None
    said = [*analysis.warnings, *_overlap(found, kept), *_steady(kept, spec)]
    if lacking is not None and lacking.words:
        said.append(lacking.words)
    return Study(
        spec=spec,
        snapshot=pinned.snapshot.id,
        at=at,
        cases=kept,
        left_out=left,
        analysis=analysis,
        warnings=tuple(said),
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """The specification, the user's table, and what the documents measure."""

    spec: Spec
    table: UserTable
    found: Mapping[str, Redrawn]

    def cases(self) -> tuple[tuple[Case, ...], tuple[LeftOut, ...]]:
        """Return the regions that have every value, and the others with the reason.

        Raises:
            InputError: a column holds text, or a membership is at the crossover.
        """
        variables = (*self.spec.conditions, self.spec.outcome)
        given = {v.name: self.table.numbers(v.column) for v in variables if v.column}
        kept, left = [], []
        for row in self.table.rows:
            if why := self._lacks(row.region, given):
                left.append(LeftOut(region=row.region, name=row.name, why=why))
                continue
            values = [self._value(v, row.region, row.name, given) for v in variables]
            measured = self.found.get(row.region)
            kept.append(
                Case(
                    region=row.region,
                    name=row.name,
                    documents=measured.documents if measured else 0,
                    coverage=measured.coverage if measured else None,
                    conditions=tuple(values[:-1]),
                    outcome=values[-1],
                )
            )
        return tuple(kept), tuple(left)

    def _lacks(self, region: str, given: Mapping[str, Mapping[str, float]]) -> str:
        """Return why a region cannot be a case; "" if it can."""
        for variable in (self.spec.outcome, *self.spec.conditions):
            if variable.column and math.isnan(given[variable.name][region]):
                return f"the table has no {variable.column} of it"
        result = self.found.get(region)
        if result is None:
            return ""
        if result.documents < self.spec.documents:
            return (
                f"{plural(result.documents, 'document')} about it, fewer than {self.spec.documents}"
                if result.documents
                else "no document is about it"
            )
        if not result.coverage >= self.spec.coverage:
            return (
                f"its {plural(result.documents, 'document')} cover {100 * result.coverage:.0f} % of "
                "what is named "
                f"in the region, less than {100 * self.spec.coverage:.0f} %"
            )
        for condition in self.spec.conditions:
            if condition.measure and not math.isfinite(result.values.get(condition.measure, math.nan)):
                return f"its documents do not suffice to measure {condition.name} ({condition.label.lower()})"
        return ""

    def _value(
        self, variable: Variable, region: str, name: str, given: Mapping[str, Mapping[str, float]]
    ) -> Value:
        low = high = None
        if variable.column:
            raw = given[variable.name][region]
        else:
            raw = self.found[region].values[variable.measure]
            low, high = self.found[region].interval(variable.measure) or (None, None)
        membership = float(calibrated(raw, variable.anchors))
        if abs(membership - CROSSOVER) < NEAR:
            raise InputError(
                f"{name} ({region}) has a membership of exactly .5 in {variable.name}: its value "
                f"{raw:g} is at "
                "the crossover, so it belongs to no row of the truth table.",
                advice="Decide whether it is more in or more out, and move the crossover off its value.",
            )
        return Value(variable=variable.name, raw=raw, low=low, high=high, membership=membership)

    def draws(self, kept: Sequence[Case]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Return the memberships in samples drawn again, of shape (draws, cases, conditions)."""
        made = np.empty((self.spec.draws, len(kept), len(self.spec.conditions)))
        for n, case in enumerate(kept):
            for k, condition in enumerate(self.spec.conditions):
                if condition.column:
                    made[:, n, k] = case.conditions[k].membership
                else:
                    drawn = self.found[case.region].draws[condition.measure]
                    made[:, n, k] = calibrated(drawn, condition.anchors)
        return made


def _with_evidence(
    pinned: Pinned, spec: Spec, kept: Sequence[Case], found: Mapping[str, Redrawn]
) -> tuple[Case, ...]:
    """Return the cases with the evidence behind the conditions that documents measure."""
    shown = examples(pinned, {case.region: found[case.region].here for case in kept if case.region in found})
    made = []
    for case in kept:
        values = tuple(
            replace(value, evidence=shown[case.region, MEASURES[condition.measure].by_ties])
            if condition.measure
            else value
            for value, condition in zip(case.conditions, spec.conditions, strict=True)
        )
        made.append(replace(case, conditions=values))
    return tuple(made)


def _overlap(found: Mapping[str, Redrawn], kept: Sequence[Case]) -> list[str]:
    """Return a warning if documents are about several of the cases, which makes these alike."""
    counts: dict[str, list[str]] = {}
    for case in kept:
        for document in found[case.region].here.documents if case.region in found else ():
            counts.setdefault(document.id, []).append(case.name)
    shared = {d: names for d, names in counts.items() if len(names) > 1}
    if not shared:
        return []
    regions = sorted({name for names in shared.values() for name in names})
    named = listed(regions) if len(regions) <= 6 else f"{len(regions)} regions"
    return [
        f"{plural(len(shared), 'document')} about several of the regions ({named}) count in each; "
        "their values "
        "are not independent."
    ]


def _steady(kept: Sequence[Case], spec: Spec) -> list[str]:
    """Return a warning for values that no drawing of the documents changes."""
    if not spec.draws:
        return []
    fixed = [
        f"{condition.name} of {case.name}"
        for case in kept
        for value, condition in zip(case.conditions, spec.conditions, strict=True)
        if condition.measure and value.low is None
    ]
    if not fixed:
        return []
    return [
        f"No interval is known of {listed(fixed[:5])}{' and others' if len(fixed) > 5 else ''}: "
        "documents drawn "
        "again cannot show what none of them states, so the shares of draws are too certain there."
    ]
