"""Ties that adjacent names state: "Y at X", "Department of Y, University of X".

No parse is needed: the text between two names decides, and the rank of their head words (unit below parent)
distinguishes an address or a chain of command from a list. Ranks are in nlp/ties/data/units.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from workingregions.corpus.enums import InstitutionType, Relation
from workingregions.corpus.files import lines
from workingregions.corpus.records import Mention

_GOVERNMENTS = frozenset(
    [
        InstitutionType.GOVERNMENT_NATIONAL,
        InstitutionType.GOVERNMENT_SUPRANATIONAL,
        InstitutionType.GOVERNMENT_REGIONAL,
    ]
)
_UNIT = (
    r"(?:subsidiary|division|unit|part|member|arm|branch|affiliate|programme|program|component|subgroup|agency"
    r"|bureau|initiative|campus|department|brand)"
)
_WITHIN = re.compile(
    r"(?:,? (?:which is )?(?:based|housed|located|hosted|embedded|situated))?"
    r",? (?:within|inside|at) (?:the )?"
    rf"|(?:,? |\s?\()(?:an? |the )?(?:[\w-]+ )?{_UNIT} of (?:the )?"
)
_HAS_PARENT = re.compile(r"(?:['’]s?)? parent(?: company| group| organi[sz]ation| body)?,? (?:the )?")
_HAS_UNIT = re.compile(
    r"(?:['’]s?)? (?:[a-z]+ )?(?:subsidiary|division|arm|affiliate|offshoot|brand|business unit|agency|bureau"
    r"|laboratory|unit),? (?:the )?"
    r"|,? (?:the )?parent(?: company| group| organi[sz]ation| body)? of (?:the )?"
)
_OF = re.compile(r",? of (?:the )?")
_OWNS = re.compile(r"(?:['’]s?|s['’])(?: own| new| local)? ")
_BESIDE = re.compile(r" [–—-] ?|, |,? \(")
_OWNED = re.compile(
    r"['’]s? (?:own |new )?(?:[a-z-]+ ){0,3}(?:service|agency|unit|division|arm|subsidiary|department|office"
    r"|team|brand|body|board|programme|program|initiative|centre|center|institute|school)\b"
)
_COMPANY = re.compile(
    r"(?: (?:group|owned))? (?:company|subsidiary|business|firm|division|brand|unit|affiliate|agency)\b"
)
_AN = re.compile(
    r"(?:,? (?:based|headquartered|located)[^,.;\n]{2,30})?"
    r"(?:,| –| -| \(| is| was)(?: now| currently| part of)? (?:an? |the )(?:[a-z-]+ ){0,2}"
)
"""What stands between "X" and the owner in "X, a Y company"."""
_POST = re.compile(
    r"\b(?:director|head|manager|chief|dean|leader|coordinator|chair|president) (?:of|for) (?:the )?$", re.I
)
_COMMA = re.compile(r"\s?,\s?|\s?\n\s?|\s?\| ?")
_LISTED = re.compile(r",? (?:and|or|&|as well as) |, |\n")
_PARENTS = re.compile(
    r"\b(?:department|ministry|university|universit\w+|college|institute|agency|council|centers|academy|school"
    r"|hospital|corporation|company|administration|commission|authority|executive|board)\b",
    re.IGNORECASE,
)
_ACADEMIC = re.compile(r"\b(?:universit\w+|college|faculty|school|hospital)\b")
_ACRONYM = re.compile(r"[A-Z&.-]{2,8}")
_CLOSED = re.compile(r"\s*(?:$|[,.;:)\]|\n(–—]|in [A-Z]|\d)(?! (?:and|or|&) )")
"""What may follow the last name of an address."""
_AND = re.compile(r",? (?:and|or|&|as well as) ")
_TOP = 3.0


_Span = tuple[int, int, Mention, bool]


class NamedTie(NamedTuple):
    """A tie that two names state: its ends, and the offsets of the later name."""

    source: Mention
    relation: Relation
    target: Mention
    confidence: float


@cache
def _ranks() -> dict[str, float]:
    return {
        word: float(rank)
        for rank, words in (x.split(",") for x in lines(__package__, "units.csv"))
        for word in words.split()
    }


def rank(mention: Mention, under: Mention | None = None) -> float:
    """Return the rank of a name: 1 for a department or office, 3 for one without a head word of a unit.

    A ministry may be called a department too: it has the top rank, unless `under` is a college.
    """
    words = re.findall(r"\w+", mention.entity.casefold())
    if not words:
        return _TOP
    academic = under is not None and _ACADEMIC.search(under.entity)
    if mention.type in _GOVERNMENTS and words[0] in ("department", "ministry") and not academic:
        return _TOP
    if "university" in words and words[0] in ("university", words[-1]):
        return _TOP
    # "Department of X" is headed by its first word, "X Research Centre" by its last.
    head = words[0] if " of " in f" {mention.entity} " or " for " in f" {mention.entity} " else words[-1]
    return _ranks().get(head, _ranks().get(words[0], _TOP) if head != words[0] else _TOP)


def named_ties(text: str, mentions: Sequence[Mention]) -> Iterator[NamedTie]:
    """Yield ties between neighbouring names of one stretch of text, in reading order.

    Args:
        text: the passage's text.
        mentions: institutions of the stretch, in reading order; an acronym in brackets after its own long
            form is skipped.
    """
    names = _merged(text, mentions)
    for index, (left, right) in enumerate(pairwise(names)):
        if left[2].entity == right[2].entity:
            continue
        confidence = _up(text, names, index)
        if confidence:
            yield NamedTie(left[2], Relation.PART_OF, right[2], confidence)
            continue
        confidence = _down(text, names, index)
        if confidence:
            yield NamedTie(right[2], Relation.PART_OF, left[2], confidence)


def _up(text: str, names: Sequence[_Span], index: int) -> float:
    """Return the confidence that a name is part of the next: "Y at X", "Y, X's agency", an address; else
    0."""
    left, right = names[index], names[index + 1]
    gap = text[left[1] : right[0]]
    inside = _WITHIN.fullmatch(gap) or _HAS_PARENT.fullmatch(gap)
    owned = _BESIDE.fullmatch(gap) and _OWNED.match(text, right[1])
    by_of = _OF.fullmatch(gap) and rank(left[2]) <= rank(right[2])
    chain = _COMMA.fullmatch(gap) and _in_chain(text, names, index)
    company = _AN.fullmatch(gap) and _COMPANY.match(text, right[1])
    # "Director of Engineering Services, Visteon"
    post = (
        gap == ", " and _POST.search(text, max(0, left[0] - 40), left[0]) and rank(left[2]) < rank(right[2])
    )
    return 0.75 if inside or owned or by_of or chain or company or post else 0.0


def _down(text: str, names: Sequence[_Span], index: int) -> float:
    """Return the confidence that the next name is part of this one: "X's Y", "X subsidiary Y", "Ministry of
    X, Y Bureau"."""
    left, right = names[index], names[index + 1]
    gap = text[left[1] : right[0]]
    low, high = rank(right[2]), rank(left[2])
    owns = (_OWNS.fullmatch(gap) or (left[3] and gap == " ")) and low <= high
    if owns or _HAS_UNIT.fullmatch(gap):
        return 0.75
    if not (low < high and _heads(left[2])):
        return 0.0
    if _ACRONYM.fullmatch(right[2].text) and gap in (", ", "\n"):
        return 0.0  # a list of acronyms is not a chain of command
    beside = _BESIDE.fullmatch(gap) and gap != ", "
    apart = gap in (", ", "\n") and high == _TOP and _ends(text, names, index)
    return 0.65 if beside or apart else 0.0


def _merged(text: str, mentions: Sequence[Mention]) -> list[_Span]:
    """Return (start, end, mention, owning) with "X (ACR)" as one; owning if it occurs as "X's (ACR)"."""
    merged: list[_Span] = []
    for mention in mentions:
        if merged and merged[-1][2].entity == mention.entity:
            start, end, first, _ = merged[-1]
            gap = text[end : mention.start]
            if gap in (" (", "’s (", "'s (") and text[mention.end : mention.end + 1] == ")":
                merged[-1] = (start, mention.end + 1, first, gap != " (")
                continue
        if not merged or mention.start >= merged[-1][1]:
            merged.append((mention.start, mention.end, mention, False))
    return merged


def _heads(mention: Mention) -> bool:
    """Return whether a name denotes a body with units: a ministry, a university, an agency, a firm."""
    return bool(_PARENTS.search(mention.text) or _PARENTS.search(mention.entity))


def _ends(text: str, names: Sequence[_Span], index: int) -> bool:
    """Return whether names[index] and the next are alone, and not in a list."""
    before = index and _LISTED.fullmatch(text[names[index - 1][1] : names[index][0]])
    after = index + 2 < len(names) and _LISTED.fullmatch(text[names[index + 1][1] : names[index + 2][0]])
    return not before and not after and bool(_CLOSED.match(text, names[index + 1][1]))


def _in_chain(text: str, names: Sequence[_Span], index: int) -> bool:
    """Return whether names[index] and the next are unit and parent in an address, not items of a list."""
    high = rank(names[index + 1][2])
    low = rank(names[index][2], under=names[index + 1][2])
    strong = low <= 1 or names[index][2].text.casefold().startswith(("school of", "faculty of", "college of"))
    if (
        not low < high
        or not (strong or _heads(names[index + 1][2]))
        or _ACRONYM.fullmatch(names[index][2].text)
    ):
        return False
    if index and _AND.fullmatch(text[names[index - 1][1] : names[index][0]]):
        return False
    if index and _COMMA.fullmatch(text[names[index - 1][1] : names[index][0]]):
        # A list of equals is not a chain; a longer address rises step by step, or starts again at the top.
        before = rank(names[index - 1][2])
        if low <= before < _TOP:
            return False
    if index + 2 < len(names):
        after = text[names[index + 1][1] : names[index + 2][0]]
        if _AND.fullmatch(after) or (
            _COMMA.fullmatch(after) and "\n" not in after and rank(names[index + 2][2]) == high
        ):
            return False
    # "In partnership with X, Y runs ...": a verb follows, so the comma is the sentence's.
    return bool(_CLOSED.match(text, names[index + 1][1])) or low <= 1
