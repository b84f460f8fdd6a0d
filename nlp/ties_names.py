"""Ties that names state by standing beside each other: "Y at X", "X's (X.) Y", "Department of Y, University of X".

No parse is needed: what stands between two names decides, and the rank of their head words (unit below
parent) tells an address or a chain of command from a list. Ranks are in nlp/data/tie_units.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from workingregions.corpus.records import InstitutionType, Mention, Relation
from workingregions.nlp.institutions_lexicon import lines

_GOVERNMENTS = frozenset(
    [
        InstitutionType.GOVERNMENT_NATIONAL,
        InstitutionType.GOVERNMENT_SUPRANATIONAL,
        InstitutionType.GOVERNMENT_REGIONAL,
    ]
)
_WITHIN = re.compile(
    r"(?:,? (?:which is )?(?:based|housed|located|hosted|embedded|situated))?,? (?:within|inside|at) (?:the )?"
    r"|,? (?:an? |the )?(?:[\w-]+ )?(?:subsidiary|division|unit|part|member|arm|branch|affiliate|programme|program"
    r"|component|subgroup|agency|bureau|initiative|campus|department|brand) of (?:the )?"
    r"|\s?\((?:an? |the )?(?:[\w-]+ )?(?:subsidiary|division|unit|part|member|arm|branch|affiliate|programme|program"
    r"|agency|initiative) of (?:the )?"
)
_OF = re.compile(r",? of (?:the )?")
_OWNS = re.compile(r"(?:['’]s?|s['’])(?: own| new| local)? ")
_BESIDE = re.compile(r" | [–—-] ?|, |,? \(")
_COMMA = re.compile(r"\s?,\s?|\s?\n\s?|\s?\| ?")
_AND = re.compile(r",? (?:and|or|&|as well as) ")
_TOP = 3.0


class Named(NamedTuple):
    """A tie that two names state: its ends, and the offsets of the later name."""

    source: Mention
    relation: Relation
    target: Mention
    confidence: float


@cache
def _ranks() -> dict[str, float]:
    return {word: float(rank) for rank, words in (x.split(",") for x in lines("tie_units.csv")) for word in words.split()}


def rank(mention: Mention) -> float:
    """How high a name stands: 1 for a department or office, 3 for what has no head word of a unit."""
    words = re.findall(r"\w+", mention.entity.casefold())
    if not words:
        return _TOP
    if mention.type in _GOVERNMENTS and words[0] in ("department", "ministry"):
        return _TOP
    if "university" in words and words[0] in ("university", words[-1]):
        return _TOP
    # "Department of X" is headed by its first word, "X Research Centre" by its last.
    head = words[0] if " of " in f" {mention.entity} " or " for " in f" {mention.entity} " else words[-1]
    return _ranks().get(head, _ranks().get(words[0], _TOP) if head != words[0] else _TOP)


def named_ties(text: str, mentions: Sequence[Mention]) -> Iterator[Named]:
    """Ties between neighbouring names of one stretch of text, in reading order.

    Args:
        text: the passage's text.
        mentions: institutions of the stretch, in reading order; an acronym in brackets behind its own
            long form is passed over.
    """
    names = _merged(text, mentions)
    for at, (left, right) in enumerate(zip(names, names[1:], strict=False)):
        gap = text[left[1] : right[0]]
        a, b = left[2], right[2]
        if a.entity == b.entity:
            continue
        if _WITHIN.fullmatch(gap) or (_OF.fullmatch(gap) and rank(a) <= rank(b)):
            yield Named(a, Relation.PART_OF, b, 0.75)
        elif _OWNS.fullmatch(gap) and rank(b) <= rank(a):
            yield Named(b, Relation.PART_OF, a, 0.75)
        elif _BESIDE.fullmatch(gap) and gap != ", " and rank(b) < rank(a) == _TOP:
            yield Named(b, Relation.PART_OF, a, 0.65)
        elif _COMMA.fullmatch(gap) and _in_chain(text, names, at):
            yield Named(a, Relation.PART_OF, b, 0.75)


def _merged(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int, Mention]]:
    """(start, end, mention) with "X (ACR)" as one; "X's (ACR) Y" too, the possessive kept in the gap."""
    merged: list[tuple[int, int, Mention]] = []
    for mention in mentions:
        if merged and merged[-1][2].entity == mention.entity:
            start, end, first = merged[-1]
            gap = text[end : mention.start]
            if gap in (" (", "’s (", "'s (") and text[mention.end : mention.end + 1] == ")":
                merged[-1] = (start, mention.end + 1, first)
                continue
        if not merged or mention.start >= merged[-1][1]:
            merged.append((mention.start, mention.end, mention))
    return merged


def _in_chain(text: str, names: Sequence[tuple[int, int, Mention]], at: int) -> bool:
    """Whether names[at] and the next are unit and parent in an address, and not items of a list."""
    low, high = rank(names[at][2]), rank(names[at + 1][2])
    if not low < high:
        return False
    if at and _AND.fullmatch(text[names[at - 1][1] : names[at][0]]):
        return False
    if at and _COMMA.fullmatch(text[names[at - 1][1] : names[at][0]]):
        # A list of equals gives no chain; a longer address rises step by step, or starts anew at the top.
        before = rank(names[at - 1][2])
        if low <= before < _TOP:
            return False
    if at + 2 < len(names):
        after = text[names[at + 1][1] : names[at + 2][0]]
        if _AND.fullmatch(after) or (_COMMA.fullmatch(after) and "\n" not in after and rank(names[at + 2][2]) == high):
            return False
    return not _AND.match(text[names[at + 1][1] : names[at + 1][1] + 12])


def contained_ties(mentions: Sequence[Mention]) -> Iterator[Named]:
    """Units that carry their parent's name or acronym: "GSA Office of X" is part of GSA.

    Args:
        mentions: institutions of one page.
    """
    forms: dict[str, Mention] = {}
    for mention in mentions:
        forms.setdefault(mention.text, mention)
    seen: set[tuple[str, str]] = set()
    for mention in mentions:
        if rank(mention) >= _TOP:
            continue
        words = mention.text.split(" ")
        for cut in range(len(words) - 1, 0, -1):
            parent = forms.get(re.sub(r"['’]s?$", "", " ".join(words[:cut])))
            if parent is None or parent.entity == mention.entity or rank(parent) < _TOP:
                continue
            if (mention.entity, parent.entity) not in seen:
                seen.add((mention.entity, parent.entity))
                yield Named(mention, Relation.PART_OF, parent, 0.7)
            break
