"""The questions that a comparison asks of every region, each with the rule by which it is answered."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from workingregions.corpus.files import data


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, and what answers it; empty fields leave everything open.

    Attributes:
        id, text: what is asked; `topic` is what it is about, within a sentence.
        rule: what counts, in words.
        take: institutions, ties, outcomes or themes.
        types, scales, bases: of institutions.
        relations: of ties; `ends` two lists of types, one end of each; `across`: at different scales.
        promised, changes: of outcomes.
        themes: ids of the codebook, of which any will do.
    """

    id: str
    text: str
    topic: str
    rule: str
    take: str
    types: frozenset[str] = frozenset()
    scales: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    ends: tuple[frozenset[str], ...] = ()
    across: bool = False
    promised: bool | None = None
    changes: frozenset[str] = frozenset()
    themes: tuple[str, ...] = ()


@cache
def questions() -> tuple[Question, ...]:
    """Return the questions in the order in which they are asked."""
    rows = tomllib.loads(data(__package__, "questions.toml").read_text("utf-8"))["question"]
    return tuple(_question(row) for row in rows)


def _question(row: dict[str, object]) -> Question:
    sets = ("types", "scales", "bases", "relations", "changes")
    given = {key: frozenset(value) if key in sets else value for key, value in row.items()}  # type: ignore[call-overload]
    given["ends"] = tuple(frozenset(end) for end in row.get("ends", ()))  # type: ignore[attr-defined]
    given["themes"] = tuple(row.get("themes", ()))  # type: ignore[arg-type]
    return Question(**given)  # type: ignore[arg-type]
