"""Conservative, parsimonious and intermediate solutions of a truth table, with what each assumes.

The conservative solution uses no logical remainder, the parsimonious one every remainder that makes it
shorter, the intermediate one those that theory calls easy (Ragin & Sonnett 2005; Ragin 2008, chapter 9): a
condition is left out of a term of the conservative solution if the parsimonious solution leaves it out too
and the term had it in the state opposite to the directional expectation. The remainders that such terms fit
are easy counterfactuals; rows and easy counterfactuals are minimised again, as R's QCA does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import product
from operator import or_

import numpy as np
import numpy.typing as npt

from workingregions.models.qca.fit import Sufficiency, sufficiency
from workingregions.models.qca.minimise import Chart, cover
from workingregions.models.qca.terms import (
    ANY,
    Term,
    bits,
    corner,
    covers,
    expression,
    members,
    numbers,
    rows_within,
)

KINDS = ("conservative", "parsimonious", "intermediate")
MOST_CHARTS = 20
"""Sets of easy counterfactuals that are followed; pairs of models of the other solutions give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFit:
    """A term of a model: its fit, the coverage that no other term has, and its cases.

    `cases` are more in than out of the term; `contradicting` are those of them that are not in the outcome.
    """

    term: str
    fit: Sufficiency
    unique: float
    cases: tuple[str, ...]
    contradicting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Terms of which one or another goes with the outcome, with their fit as a whole.

    `assumed` are the logical remainders (numbers of rows) that the model takes to have the outcome.
    `contradicting` are cases in the model and not in the outcome, `uncovered` those in the outcome alone.
    """

    expression: str
    terms: tuple[TermFit, ...]
    fit: Sufficiency
    assumed: tuple[int, ...]
    contradicting: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A solution: its models, which fit the data equally well, and the chart they were chosen from.

    `more` is whether there are more models than the search keeps.
    """

    kind: str
    models: tuple[Model, ...]
    implicants: tuple[str, ...]
    chart: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Solutions:
    """The three solutions of one outcome; without a sufficient row, they have no models.

    `easy` are the easy counterfactuals, `difficult` the other simplifying assumptions (numbers of rows).
    """

    conservative: Solution
    parsimonious: Solution
    intermediate: Solution
    easy: tuple[int, ...] = ()
    difficult: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts of the three solutions, and the easy counterfactuals.

    `more` is whether there are more charts of intermediate solutions than MOST_CHARTS.
    """

    conservative: Chart
    parsimonious: Chart
    intermediate: tuple[Chart, ...]
    easy: frozenset[int]
    more: bool = False

    def models(self, kind: str) -> tuple[tuple[Term, ...], ...]:
        """Return the models of one of KINDS, each once."""
        charts = self.intermediate if kind == "intermediate" else (getattr(self, kind),)
        return tuple(dict.fromkeys(model for chart in charts for model in chart.models))


def charts(
    sufficient: Collection[int], remainders: Collection[int], conditions: int, expected: Sequence[int | None]
) -> Charts:
    """Return the charts of a truth table.

    Args:
        sufficient: numbers of the rows with the outcome.
        remainders: numbers of the rows about which nothing is known.
        conditions: number of conditions.
        expected: the state of each condition that should go with the outcome; None where there is no
            expectation.
    """
    complex_, short = cover(sufficient, (), conditions), cover(sufficient, remainders, conditions)
    between = _Between(bits(remainders), tuple(expected))
    easy_sets = dict.fromkeys(
        between.easy(one, other) for one, other in product(complex_.models, short.models)
    )
    chosen = sorted(easy_sets)[:MOST_CHARTS]
    middle = tuple(cover(sufficient, numbers(easy), conditions) for easy in chosen)
    every = reduce(or_, easy_sets, 0)
    return Charts(complex_, short, middle, frozenset(numbers(every)), more=len(easy_sets) > MOST_CHARTS)


@dataclass(frozen=True, slots=True)
class _Between:
    """The terms between those of two solutions; remainders are the bits of a number."""

    remainders: int
    expected: tuple[int | None, ...]
    known: dict[tuple[Term, Term], int] = field(default_factory=dict)

    def easy(self, long: Sequence[Term], short: Sequence[Term]) -> int:
        """Return the remainders that fit a term between a conservative and a parsimonious one."""
        return reduce(or_, (self._easy(term, wide) for term, wide in product(long, short)), 0)

    def _easy(self, term: Term, wide: Term) -> int:
        if (term, wide) not in self.known:
            between = tuple(
                ANY if kept == ANY and own != ANY and hoped is not None and own != hoped else own
                for own, kept, hoped in zip(term, wide, self.expected, strict=True)
            )
            self.known[term, wide] = rows_within(between) & self.remainders if covers(wide, term) else 0
        return self.known[term, wide]


def solve(
    cases: Sequence[str],
    conditions: Sequence[str],
    memberships: npt.ArrayLike,
    outcome: npt.ArrayLike,
    *,
    sufficient: Collection[int],
    remainders: Collection[int],
    expected: Mapping[str, int] | None = None,
) -> Solutions:
    """Return the three solutions, with their fit to the cases.

    Args:
        cases: names.
        conditions: names.
        memberships: of shape (cases, conditions).
        outcome: memberships of shape (cases,).
        sufficient: numbers of the rows with the outcome.
        remainders: numbers of the rows about which nothing is known.
        expected: by condition, 1 if its presence should go with the outcome, 0 if its absence should.
    """
    x, y = np.asarray(memberships, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    hoped = [(expected or {}).get(name) for name in conditions]
    found = charts(sufficient, remainders, len(conditions), hoped)
    given = _Given(tuple(cases), tuple(conditions), x, y, frozenset(remainders))
    short = given.solution("parsimonious", (found.parsimonious,), found.models("parsimonious"))
    between = given.solution("intermediate", found.intermediate, found.models("intermediate"))
    assumed = {row for model in short.models for row in model.assumed}
    return Solutions(
        conservative=given.solution("conservative", (found.conservative,), found.models("conservative")),
        parsimonious=short,
        intermediate=replace(between, more=between.more or found.more),
        easy=tuple(sorted(found.easy)),
        difficult=tuple(sorted(assumed - found.easy)),
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """The calibrated cases, to which models are fitted."""

    cases: tuple[str, ...]
    conditions: tuple[str, ...]
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    remainders: frozenset[int]

    def solution(self, kind: str, drawn: Sequence[Chart], models: Sequence[Sequence[Term]]) -> Solution:
        size = len(self.conditions)
        implicants = dict.fromkeys(term for chart in drawn for term in chart.implicants)
        rows = drawn[0].rows if drawn else ()
        return Solution(
            kind=kind,
            models=tuple(self.model(model) for model in models),
            implicants=tuple(expression(term, self.conditions) for term in implicants),
            chart={
                expression(term, self.conditions): tuple(r for r in rows if covers(term, corner(r, size)))
                for term in implicants
            },
            more=any(chart.more for chart in drawn),
        )

    def model(self, terms: Sequence[Term]) -> Model:
        degrees = [members(self.x, term) for term in terms]
        whole = np.max(degrees, axis=0)
        size = len(self.conditions)
        return Model(
            expression=" + ".join(expression(term, self.conditions) for term in terms),
            terms=tuple(self.term(terms, degrees, n) for n in range(len(terms))),
            fit=sufficiency(whole, self.y),
            assumed=tuple(
                r for r in sorted(self.remainders) if any(covers(t, corner(r, size)) for t in terms)
            ),
            contradicting=self.named((whole > 0.5) & (self.y <= 0.5)),
            uncovered=self.named((whole <= 0.5) & (self.y > 0.5)),
        )

    def named(self, which: npt.NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(case for case, chosen in zip(self.cases, which, strict=True) if chosen)

    def term(self, terms: Sequence[Term], degrees: Sequence[npt.NDArray[np.float64]], n: int) -> TermFit:
        rest = [own for i, own in enumerate(degrees) if i != n]
        others = np.max(rest, axis=0) if rest else np.zeros(len(self.y))
        whole = np.maximum(degrees[n], others)
        total = self.y.sum()
        alone = np.minimum(whole, self.y).sum() - np.minimum(others, self.y).sum()
        return TermFit(
            term=expression(terms[n], self.conditions),
            fit=sufficiency(degrees[n], self.y),
            unique=float(alone / total) if total > 0 else float("nan"),
            cases=self.named(degrees[n] > 0.5),
            contradicting=self.named((degrees[n] > 0.5) & (self.y <= 0.5)),
        )
