"""Places that a text names only in passing: datelines, publishers' places, distances and comparisons."""

from __future__ import annotations

import re

from workingregions.corpus.records import Mention

_DATELINE = re.compile(
    r"(?:, ?[A-Z][\w.]*(?: [A-Z][\w.]*)?)?"
    r"(?: ?\([^)\n]{0,30}\))?(?:, \w+\.? \d{1,2}(?:, \d{4})?)? ?[–—-]{1,2} "
)
_HEAD = 40
"""Characters at the head of a text in which a dateline stands."""
_PUBLISHED = re.compile(
    r"^(?:, ?[A-Z][\w.]+)?: [A-Z][\w’'&-]+(?: [A-Z&][\w’'&-]*){0,4}(?: (?:University )?Press| Publish\w+"
    r"|[,.)]| \d{4})"
)
_OPENED = re.compile(r"[(.,] ?$")
_DISTANT = re.compile(
    r"\b(?:minutes?|hours?|miles|km|kilomet(?:re|er)s|trains?|flights?|fl(?:y|ies)|journeys?|commut\w+|distance|proximity|close"
    r"|drive|direct (?:rail|trains?|services?)|connections?|links?|access|rail|motorway|road|route|way"
    r"|en route)"
    r"(?: [\w-]+){0,3}? (?:to|from|of|into|with|between) (?:the |central |City of |nearby )*$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:than|versus|vs\.?|compared (?:to|with)|in comparison (?:to|with)|relative to|unlike|similar to"
    r"|counter\w*|compet\w+ with"
    r"|competitors? (?:in|from|such as|like)|against|competition from|rivals? (?:in|from))\s"
    r"(?:in |for |that of |that in |those in |countries (?:like|such as) |the |other |any |average |all )*$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:,|,? and|,? or|,? &|/) ?(?:the |in )*")


def in_passing(text: str, mention: Mention) -> bool:
    """Return whether a text names a place only in a dateline, a distance, a comparison or the like."""
    return passing_at(text, mention.start, mention.end)


def passing_at(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] is named only in passing; see `in_passing`."""
    before, after = text[max(0, start - 70) : start], text[end : end + 60]
    if start < _HEAD and text[start:end].isupper() and _DATELINE.match(after):
        return True
    if _PUBLISHED.match(after) and _OPENED.search(before):
        return True
    return bool(_DISTANT.search(before) or _COMPARED.search(before))


def passing(text: str, mentions: list[Mention]) -> set[str]:
    """Return the ids of a passage's mentions, in reading order, that are in passing or listed with one."""
    found: set[str] = set()
    last: Mention | None = None
    for mention in mentions:
        listed = last is not None and _LISTED.fullmatch(text[last.end : mention.start])
        if listed or in_passing(text, mention):
            found.add(mention.id)
            last = mention
        else:
            last = None
    return found
