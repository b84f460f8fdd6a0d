"""A study: what is asked for, the cases as measured and calibrated, and the analysis."""

from __future__ import annotations

from dataclasses import dataclass

from workingregions.models.qca.analysis import Analysis
from workingregions.models.qca.calibration import Anchors
from workingregions.models.qca.truth import Thresholds

PRESENT, ABSENT = "present", "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A condition or the outcome: how it is measured and calibrated.

    Attributes:
        name: as in formulae, such as "ORG".
        label: the same in words.
        measure: the component of the thickness profile that measures it; "" for a column of the table.
        column: the column of the user's table; "" for a measure.
        anchors: of its calibration, for the given `reason`.
        expected: PRESENT or ABSENT, the state of it that should go with the outcome; "" for neither.
        source, year: of the column.
    """

    name: str
    label: str
    measure: str
    column: str
    anchors: Anchors
    reason: str
    expected: str = ""
    source: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a study is to do.

    Attributes:
        title: of the study.
        table: name of the file with the user's columns, and its SHA-256 (`digest`).
        conditions, outcome: how they are measured and calibrated.
        thresholds: what a row of the truth table must reach.
        period: of the documents, such as "2010:2015"; "" for all.
        documents, coverage: what a region's documents must reach, in number and in sample coverage.
        draws, seed: samples of documents drawn again, and what makes them reproducible.
    """

    title: str
    table: str
    digest: str
    conditions: tuple[Variable, ...]
    outcome: Variable
    thresholds: Thresholds
    period: str = ""
    documents: int = 5
    coverage: float = 0.5
    draws: int = 500
    seed: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the conditions."""
        return tuple(condition.name for condition in self.conditions)

    @property
    def expected(self) -> dict[str, int]:
        """The directional expectations: by condition, 1 for presence and 0 for absence."""
        return {c.name: int(c.expected == PRESENT) for c in self.conditions if c.expected}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A condition or the outcome of a case: measured, with its 95 % interval, and calibrated.

    `low` and `high` are None where no interval is known, as for a figure of the user's. `evidence` are ids of
    sentences or ties behind it.
    """

    variable: str
    raw: float
    low: float | None
    high: float | None
    membership: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A region: its documents, their sample coverage, and its values, those of conditions in order.

    `coverage` is None if nothing is measured in documents.
    """

    region: str
    name: str
    documents: int
    coverage: float | None
    conditions: tuple[Value, ...]
    outcome: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A region of the table that is not analysed, and why."""

    region: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study as carried out. Regions are measured in `at` documents each; 0 if none is measured so."""

    spec: Spec
    snapshot: str
    at: int
    cases: tuple[Case, ...]
    left_out: tuple[LeftOut, ...]
    analysis: Analysis
    warnings: tuple[str, ...] = ()

    @property
    def identifiers(self) -> tuple[str, ...]:
        """What the cases are called in tables and in formulae's cases: their codes."""
        return tuple(case.region for case in self.cases)
