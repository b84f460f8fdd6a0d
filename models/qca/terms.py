"""Terms: conjunctions of conditions, each present, absent or left out, such as A*~C of A, B and C."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Term = tuple[int, ...]
"""One figure per condition, in order: 1 present, 0 absent, ANY where the condition is left out."""
ANY = -1


def expression(term: Term, names: Sequence[str]) -> str:
    """Return a term in the notation of QCA: "A*~C"; "1", which is always true, if nothing is left in it."""
    parts = [
        name if value == 1 else f"~{name}" for name, value in zip(names, term, strict=True) if value != ANY
    ]
    return "*".join(parts) or "1"


def parsed(text: str, names: Sequence[str]) -> Term:
    """Return the term that `expression` writes as `text`. Raise KeyError for an unknown condition."""
    places = {name: n for n, name in enumerate(names)}
    term = [ANY] * len(names)
    for part in filter(None, (part.strip() for part in text.split("*"))):
        if part != "1":
            term[places[part.lstrip("~")]] = 0 if part.startswith("~") else 1
    return tuple(term)


def covers(term: Term, other: Term) -> bool:
    """Return whether every combination of conditions that fits `other` fits `term`."""
    return all(value in (ANY, own) for value, own in zip(term, other, strict=True))


@lru_cache(maxsize=100_000)
def rows_within(term: Term) -> int:
    """Return the rows that fit a term as the bits of a number, row 1 the lowest."""
    rows = 1
    for place, value in enumerate(reversed(term)):
        shifted = rows << (1 << place)
        rows = rows if value == 0 else shifted if value == 1 else rows | shifted
    return rows


def bits(rows: Iterable[int]) -> int:
    """Return rows (numbers from 1) as the bits of a number, row 1 the lowest."""
    return sum(1 << (row - 1) for row in set(rows))


def numbers(rows: int) -> tuple[int, ...]:
    """Return the numbers of the rows that are the bits of a number; the inverse of `bits`."""
    return tuple(n + 1 for n in range(rows.bit_length()) if rows >> n & 1)


def corner(row: int, conditions: int) -> Term:
    """Return the combination of row `row`, from 1; the first condition has the highest place, as in R."""
    return tuple((row - 1) >> (conditions - 1 - n) & 1 for n in range(conditions))


def row_of(values: Sequence[int]) -> int:
    """Return the number of the row of a combination, from 1; the inverse of `corner`."""
    number = 0
    for value in values:
        number = 2 * number + value
    return number + 1


def members(conditions: npt.ArrayLike, term: Term) -> Floats:
    """Return the membership in a term: the least of those in its parts (Zadeh 1965).

    Args:
        conditions: memberships, 0 to 1, of shape (..., cases, conditions).
        term: of as many conditions.

    Returns:
        Memberships of shape (..., cases).
    """
    x = np.asarray(conditions, dtype=np.float64)
    found = np.ones(x.shape[:-1])
    for n, value in enumerate(term):
        if value != ANY:
            found = np.minimum(found, x[..., n] if value == 1 else 1 - x[..., n])
    return found


def corners(conditions: npt.ArrayLike) -> Floats:
    """Return the memberships in all combinations of conditions, in the order of their rows.

    Args:
        conditions: memberships, 0 to 1, of shape (..., cases, conditions).

    Returns:
        Memberships of shape (..., cases, 2 ** conditions).
    """
    x = np.asarray(conditions, dtype=np.float64)
    found = np.ones((*x.shape[:-1], 1))
    for n in range(x.shape[-1]):
        own = x[..., n, None]
        pair = np.stack([np.minimum(found, 1 - own), np.minimum(found, own)], axis=-1)
        found = pair.reshape(*x.shape[:-1], -1)
    return found
