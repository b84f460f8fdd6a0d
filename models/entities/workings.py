"""What resolving a corpus works out again and again, kept from one call to the next.

A correction changes few institutions. A caller that resolves the same observations several times, as for the
effect of a correction that is not saved yet, hands over the `Workings` of the call before: what does not
depend on the corrections is then not worked out again. The result is the same with and without.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

KEPT = 3
"""Number of calls for which a result is kept after its last use."""


class Workings:
    """Results by what they follow from, of the last few calls.

    Records that a result follows from are told apart by identity (`id`), which is quick; they are kept with
    it, so that no other record can take their place.
    """

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[object, Any]] = {}
        self._used: dict[Hashable, int] = {}
        self._call = 0

    def begin(self) -> None:
        """Begin a call, and forget what was not used for long."""
        self._call += 1
        for question in [q for q, call in self._used.items() if call < self._call - KEPT]:
            del self._found[question], self._used[question]

    def once(self, question: Hashable, records: object, work: Callable[[], T]) -> T:
        """Return the result of `work`, of this call or of an earlier one with the same question.

        Args:
            question: what the result follows from, with the `id` of each of the `records`.
            records: kept as long as the result.
            work: returns the result, which nobody changes.
        """
        self._used[question] = self._call
        if question not in self._found:
            self._found[question] = records, work()
        found: T = self._found[question][1]
        return found
