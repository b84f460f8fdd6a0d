"""Years with the letters that tell works of one author and year apart: 2014a, 2014b.

The engine gives such letters too, but gives up after some rounds: of many bodies with several works in a year
some would have none. So each year with its letter is a year of its own for the engine, which stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase

from workingregions.reports.citing.references import Reference

FIRST = 1000
"""The first year that stands for another."""
LAST = 9999


class Years:
    """The years of a bibliography as the engine reads them, and what they stand for.

    Args:
        references: the references.
        descending: whether the style has the newest works of an author first; letters still go upwards.
    """

    def __init__(self, references: Iterable[Reference], *, descending: bool = False) -> None:
        alike: dict[tuple[object, str], list[Reference]] = {}
        for known in references:
            if known.year:
                alike.setdefault((known.authors or known.key, known.year), []).append(known)
        places: dict[str, tuple[str, int]] = {}
        for (_, year), works in alike.items():
            works.sort(key=lambda known: (known.order, known.key))
            # A place of 0 has no letter.
            places |= {known.key: (year, n if len(works) > 1 else 0) for n, known in enumerate(works, 1)}
        ordered = sorted(set(places.values()), key=lambda one: (one[0], -one[1] if descending else one[1]))
        numbers = {place: min(FIRST + n, LAST) for n, place in enumerate(ordered)}
        self._stand_in = {key: str(numbers[place]) for key, place in places.items()}
        self._shown = {str(number): year + letter(n) for (year, n), number in numbers.items()}

    def of(self, key: str) -> str:
        """Return the year that stands for that of a document; "" if it has none."""
        return self._stand_in.get(key, "")

    def shown(self, year: str) -> str:
        """Return what such a year stands for: "2014a"."""
        return self._shown.get(year, year)


def letter(place: int) -> str:
    """Return the letter of a place: "" for 0, a for 1, z for 26, aa for 27."""
    letters = ""
    while place > 0:
        place, rest = divmod(place - 1, 26)
        letters = ascii_lowercase[rest] + letters
    return letters
