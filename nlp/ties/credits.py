"""Credits beside a name, as sentences: "X: delivered by A, funded by B", a heading and "Supported by: A".

A credit is a participle with "by" that a line, a colon or a capital letter sets apart from running text.
Its subject is the name that begins the line, or that stands alone in the line above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workingregions.corpus.records import Mention
from workingregions.nlp.ties.lists import Listed, names_after

_HOW = (
    r"(?:(?:part-|part |co-|jointly |kindly |fully )?"
    r"(?:funded|financed|sponsored|supported|backed|delivered|managed|administered|led|run|operated|hosted|owned"
    r"|organi[sz]ed|coordinated|co-ordinated|commissioned|accredited|regulated|overseen|chaired|founded|created"
    r"|established|launched|developed|convened))"
)
_CREDIT = re.compile(rf"\b(?P<how>{_HOW}(?:(?: and|,| &) {_HOW})*) by\b ?(?P<colon>:?) ?", re.IGNORECASE)
_BEFORE = re.compile(r"(?:[:;|(]|\s[–—-]|\.)\s*$")
_HEAD_ONLY = 12
"""Maximum number of characters beside its name in a heading."""


def credited(text: str, mentions: Sequence[Mention]) -> Iterator[Listed]:
    """Yield each credit of a passage as a sentence.

    Args:
        text: the passage's text.
        mentions: its institutions, in reading order.
    """
    above: Mention | None = None
    for line in re.finditer(r"[^\n]+", text):
        start, end = line.span()
        held = [m for m in mentions if start <= m.start and m.end <= end]
        head = above if line.group()[0] != "|" else None
        found = list(_CREDIT.finditer(text, start, end))
        while found and not _is_apart(text, start, found[0], first=True):
            del found[0]
        for match in found:
            before = [m for m in held if m.end <= found[0].start()]
            if before:
                head = before[0] if len({m.entity for m in before}) == 1 else None
            if head is None or not _is_apart(text, start, match, first=match is found[0]):
                continue
            given = [m for m in names_after(text, held, (match.end(), end)) if m.entity != head.entity]
            if given:
                yield _sentence(head, match, given)
        alone = len(held) == 1 and end - start <= len(held[0].text) + _HEAD_ONLY
        above = held[0] if alone and not found else (above if found else None)


def _is_apart(text: str, line: int, match: re.Match[str], *, first: bool) -> bool:
    """Return whether a credit is set apart from running text; a later one of its line may follow a comma."""
    if match["colon"] or match["how"][0].isupper():
        return True
    before = text[line : match.start()]
    if not before.strip(" •*–-"):
        return True
    return bool(_BEFORE.search(before)) if first else before.rstrip().endswith((",", ";", " and", ".", "|"))


def _sentence(head: Mention, match: re.Match[str], given: Sequence[Mention]) -> Listed:
    """Return the credit as "X is funded by A and B"."""
    text = f"{head.text} is {match['how'].lower()} by "
    names = [(0, len(head.text), head.entity)]
    for number, mention in enumerate(given):
        text += "" if not number else " and " if number == len(given) - 1 else ", "
        names.append((len(text), len(text) + len(mention.text), mention.entity))
        text += mention.text
    return Listed(match.start(), given[-1].end, text + ".", tuple(names), spoken=False)
