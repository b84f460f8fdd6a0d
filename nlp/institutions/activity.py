"""How far a firm acts, where the text says it: "a global electronics company", "the world's largest"."""

from __future__ import annotations

import re

from workingregions.corpus.enums import Scale

_FIRM = (
    r"(?:company|firm|group|manufacturer|maker|supplier|producer|provider|giant|leader|corporation|business"
    r"|retailer|chain|bank|builder|operator|carrier|consultancy|specialist|conglomerate|brand|player)s?"
)
_SOME = r"(?:[\w’'-]+,? ){0,4}?"
_FAR = (
    rf"(?P<world>(?:the )?world[’']s (?:[\w-]+ ){{0,3}}?(?:largest|biggest|leading|top)(?: {_SOME}{_FIRM})?"
    rf"|{_SOME}(?:global|multinational|transnational|worldwide|world-leading|international) {_SOME}{_FIRM})"
    rf"|(?P<nation>{_SOME}(?:national|nationwide) {_SOME}{_FIRM})"
    rf"|(?P<local>{_SOME}local {_SOME}{_FIRM})"
)
_AFTER = re.compile(
    r"[,(]? ?(?:[–—-] )?(?:(?:is|was|remains) )?(?:one of |part of )?(?:(?:an?|the) )?" rf"(?:{_FAR})\b"
)
_BEFORE = re.compile(rf"\b(?:(?:an?|the) )?(?:{_FAR})(?: of [a-z-]+)?,?(?: such as| like| called)? $")
_REACH = 110


def activity(text: str, start: int, end: int) -> Scale | None:
    """Return how far the firm named at text[start:end] acts, as the words beside its name say, or None."""
    match = _AFTER.match(text, end, min(len(text), end + _REACH))
    match = match or _BEFORE.search(text[max(0, start - _REACH) : start].rpartition(". ")[2])
    if match is None:
        return None
    return Scale.SUPRANATIONAL if match["world"] else Scale.NATIONAL if match["nation"] else Scale.LOCAL
