"""What is in force of lines that are only ever added, some of which undo earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar


class Line(Protocol):
    """A line with an id that no other has."""

    @property
    def id(self) -> str:
        """Its id."""


L = TypeVar("L", bound=Line)


def in_force(lines: Sequence[L], undoes: Callable[[L], str | None]) -> tuple[L, ...]:
    """Return the lines that are not undone, by an undo that is itself not undone, without the undos.

    `undoes` returns the id of the line that a line undoes, None if it undoes nothing.
    """
    undone: set[str] = set()
    held = []
    # An undo comes after what it undoes, so the last line is certainly in force.
    for line in reversed(lines):
        if line.id in undone:
            continue
        target = undoes(line)
        if target is None:
            held.append(line)
        else:
            undone.add(target)
    return tuple(reversed(held))
