"""Boolean minimisation: prime implicants and the smallest sets of them, all of them and exactly.

Prime implicants are those of Quine (1952) and McCluskey (1956). Instead of merging pairs, all 3 ** k
conjunctions of k conditions are judged at once: one is an implicant if it fits no row that must not be
covered, and prime if nothing can be left out of it. The chart is solved by search (Petrick 1956 gives the
same covers): where several smallest sets tie, all are returned, because to choose one among them silently is
the best known error in published QCA (Baumgartner & Thiem 2017).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from workingregions.models.qca.terms import ANY, Term, bits, rows_within

MOST_MODELS = 100
"""Tied models after which the search stops; the answer says that there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Prime implicants, the rows to be covered, and the smallest sets of implicants that cover all rows.

    `models` are the tied sets, in a fixed order; `more` is whether the search stopped at MOST_MODELS.
    """

    implicants: tuple[Term, ...]
    rows: tuple[int, ...]
    models: tuple[tuple[Term, ...], ...]
    more: bool = False


def prime_implicants(wanted: Collection[int], allowed: Collection[int], conditions: int) -> list[Term]:
    """Return the prime implicants that fit a wanted row, the shortest first.

    Args:
        wanted: numbers of rows (from 1) that are to be covered.
        allowed: rows that may be covered besides.
        conditions: number of conditions.
    """
    one, free = _cube(wanted, conditions), _cube([*wanted, *allowed], conditions)
    for axis in range(conditions):
        one = _widened(one, axis, np.logical_or)
        free = _widened(free, axis, np.logical_and)
    prime = one & free
    for axis in range(conditions):
        # A conjunction is not prime if it stays an implicant without this condition.
        wider = np.take(free, [2], axis=axis)
        index = [slice(None)] * conditions
        index[axis] = slice(0, 2)
        prime[tuple(index)] &= ~wider
    found = [tuple(ANY if v == 2 else int(v) for v in place) for place in np.argwhere(prime)]
    return sorted(found, key=lambda term: (sum(v != ANY for v in term), [-v for v in term]))


def _cube(rows: Collection[int], conditions: int) -> npt.NDArray[np.bool_]:
    """Return an array of shape (2, ..., 2) that is true at the given rows."""
    flat = np.zeros(2**conditions, dtype=bool)
    flat[[row - 1 for row in rows]] = True
    return flat.reshape((2,) * conditions)


def _widened(cube: npt.NDArray[np.bool_], axis: int, join: np.ufunc) -> npt.NDArray[np.bool_]:
    """Return the array with a third place along an axis, for the condition left out."""
    return np.concatenate([cube, join.reduce(cube, axis=axis, keepdims=True)], axis=axis)


def cover(wanted: Collection[int], allowed: Collection[int], conditions: int) -> Chart:
    """Return the prime implicants and all smallest sets of them that cover the wanted rows.

    Arguments are those of `prime_implicants`.
    """
    rows = sorted(wanted)
    implicants = prime_implicants(rows, allowed, conditions)
    everything = bits(rows)
    fits = [rows_within(term) & everything for term in implicants]
    found = list(islice(_smallest(fits, everything), MOST_MODELS + 1))
    models = [tuple(implicants[i] for i in chosen) for chosen in found[:MOST_MODELS]]
    return Chart(
        implicants=tuple(implicants),
        rows=tuple(rows),
        models=tuple(sorted(models, key=_order)),
        more=len(found) > MOST_MODELS,
    )


def _order(model: Sequence[Term]) -> tuple[int, list[list[int]]]:
    """Return the sort key of a model: fewest conditions first."""
    return sum(v != ANY for term in model for v in term), [[-v for v in term] for term in model]


def _smallest(fits: Sequence[int], everything: int) -> Iterator[tuple[int, ...]]:
    """Yield the smallest sets of implicants that cover all rows; `fits` are the rows of each, as bits."""
    if not everything:
        return
    able = {n: [i for i, own in enumerate(fits) if own >> n & 1] for n in range(everything.bit_length())}
    for size in range(1, len(fits) + 1):
        seen: set[tuple[int, ...]] = set()
        for chosen in _covers(fits, able, everything, (), size):
            if chosen not in seen:
                seen.add(chosen)
                yield chosen
        if seen:
            return


def _covers(
    fits: Sequence[int], able: Mapping[int, Sequence[int]], left: int, chosen: tuple[int, ...], size: int
) -> Iterator[tuple[int, ...]]:
    """Yield the sets of `size` more implicants that cover what is left; every set has one for each row."""
    if not left:
        yield tuple(sorted(chosen))
        return
    counts = sorted(((own & left).bit_count() for own in fits), reverse=True)
    if left.bit_count() > sum(counts[:size]):
        return
    open_rows = (n for n in able if left >> n & 1)
    hardest = min(open_rows, key=lambda n: len(able[n]))
    for i in able[hardest]:
        yield from _covers(fits, able, left & ~fits[i], (*chosen, i), size - 1)
