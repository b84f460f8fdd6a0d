"""Ties in tables and labelled lists: a column of funders beside one of recipients; "Partners: X, Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from workingregions.corpus.records import Mention, Relation
from workingregions.nlp.institutions_lexicon import lines
from workingregions.nlp.ties_names import Named

_CONFIDENCE = 0.7
_LISTED = 0.6
_PARTNERS = re.compile(
    r"^[•*-]?\s?(?:[\w-]+ ){0,2}(?:partners|partnership|consortium|collaborators|partner organi[sz]ations)"
    r"(?: include| are)?\s?[:–—-]\s?(?P<list>.+)$",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_PARTNERS = 5
"""A list of more is a membership, not a collaboration of each with each."""


@cache
def _columns() -> list[tuple[Relation, frozenset[str], frozenset[str]]]:
    found = []
    for line in lines("tie_columns.csv"):
        relation, sources, targets = line.split(",")
        found.append((Relation(relation), frozenset(sources.split("|")), frozenset(targets.split("|"))))
    return found


def table_ties(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, Named]]:
    """(start, end, tie) for the rows of a table whose header names both roles of a relation.

    Args:
        text: a passage's text; rows of tables are lines that begin with a bar.
        mentions: its institutions, in reading order.
    """
    roles: tuple[Relation, int, int] | None = None
    header = True
    for line in re.finditer(r"[^\n]+", text):
        if not line.group().startswith("|"):
            roles, header = None, True
            continue
        cells = [
            (m.start() + line.start(), m.end() + line.start()) for m in re.finditer(r"[^|]+", line.group())
        ]
        if header:
            roles = _roles([text[a:b] for a, b in cells])
            header = False
        elif roles and max(roles[1:]) < len(cells):
            relation, source, target = roles
            for a in _in_cell(mentions, cells[source]):
                for b in _in_cell(mentions, cells[target]):
                    yield line.start(), line.end(), Named(a, relation, b, _CONFIDENCE)


def _roles(headers: Sequence[str]) -> tuple[Relation, int, int] | None:
    """The relation that a header states, with the columns of its source and target."""
    names = [re.sub(r"[^a-z ]", "", header.casefold()).strip() for header in headers]
    for relation, sources, targets in _columns():
        source = next((i for i, name in enumerate(names) if name in sources), None)
        target = next((i for i, name in enumerate(names) if name in targets and i != source), None)
        if source is not None and target is not None:
            return relation, source, target
    return None


def partner_ties(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, Named]]:
    """(start, end, tie) for lists such as "Project partners: X, Y and Z"; longer lists give none.

    Args:
        text: a passage's text.
        mentions: its institutions, in reading order.
    """
    for line in _PARTNERS.finditer(text):
        named = _in_cell(mentions, (line.start("list"), line.end()))
        if 2 <= len(named) <= _MOST_PARTNERS:
            for at, one in enumerate(named):
                for other in named[at + 1 :]:
                    yield line.start(), line.end(), Named(one, Relation.PARTNERS, other, _LISTED)


def _in_cell(mentions: Sequence[Mention], cell: tuple[int, int]) -> list[Mention]:
    inside = [m for m in mentions if cell[0] <= m.start and m.end <= cell[1]]
    return list({m.entity: m for m in inside}.values())
