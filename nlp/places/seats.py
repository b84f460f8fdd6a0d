"""Where a text says that an institution is: "Harker Forge, headquartered in Leeds", "the Ohio-based Mill".

A place right beside a name is left to the map, which weighs it (models/entities/observations.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workingregions.corpus.enums import MentionKind
from workingregions.corpus.records import Mention, Passage

_REACH = 70
"""Characters between the name and the place that are looked at."""
_SEAT = r"(?:headquarters|head office|HQ|seat|home|base|main office|main site|premises)"
_AFTER = re.compile(
    r",? \(?(?:which |that |and )?(?:(?:is|are|was|were|has been) )?(?:now |also |currently )?"
    r"(?:based|headquartered|located|situated|domiciled|incorporated|registered|seated|housed)"
    r" (?:in|at|near|outside|out of|on the outskirts of) (?:the (?:city|town|village|port) of |the )?"
    rf"|(?:[’']s?|,? (?:with|has|have|had|keeps|moved)(?: its| their)?) (?:[a-z-]+ ){{0,2}}{_SEAT}"
    r" (?:is |are |was )?(?:in|at|to|near) (?:the )?"
    r"|, (?:in|at|of|near) (?:the (?:city|town|village|port) of )?"
    r"|, an? (?:[\w&-]+ ){1,6}(?:based |headquartered |located )?(?:in|from|of) "
)
_BEFORE = re.compile(r"(?: ?[-–] ?| )(?:based|headquartered) (?:[\w-]+ ){0,5}?")


def with_seats(mentions: Sequence[Mention], passages: Sequence[Passage]) -> list[Mention]:
    """Return the mentions in order; `place` of an institution is where its sentence puts it."""
    texts = {passage.id: passage.text for passage in passages}
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_passage[mention.passage].append(mention)
    seats = {key: place for name, found in by_passage.items() for key, place in _stated(texts[name], found)}
    return [replace(m, place=seats[m.id]) if m.id in seats else m for m in mentions]


def _stated(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    places = [m for m in mentions if m.kind is MentionKind.PLACE and m.place]
    named = [m for m in mentions if m.kind is MentionKind.INSTITUTION]
    for name in named if places else ():
        for place in places:
            after, before = place.start - name.end, name.start - place.end
            if (0 < after <= _REACH and _AFTER.fullmatch(text, name.end, place.start)) or (
                0 < before <= _REACH and _BEFORE.fullmatch(text, place.end, name.start)
            ):
                yield name.id, place.place
                break
        else:
            row = _row_place(text, name, places)
            if row:
                yield name.id, row


def _row_place(text: str, name: Mention, places: Sequence[Mention]) -> str:
    """Return the place in the first cell of the table row of a name, if the row names no other."""
    start = text.rfind("\n", 0, name.start) + 1
    if text[start : start + 1] != "|":
        return ""
    end = text.find("\n", name.end)
    within = [p for p in places if start <= p.start and p.end <= (end if end >= 0 else len(text))]
    first = text.find("|", start + 1)
    if len(within) != 1 or within[0].end > first or text[start:first].strip("| *") != within[0].text:
        return ""
    return within[0].place
