"""Sentences with every institution's name as one word, which the parser reads best."""

from __future__ import annotations

import re
from collections.abc import Sequence

STAND_IN = "Microsoft"
"""Replacement for every institution when a sentence is parsed."""
_HYPHEN = re.compile(r"\b([Cc]o|[Ss]pin|[Tt]ie)-(?=[a-z])")
"""Words such as "co-funded" and "spin-out", one word for the rules and three for the parser."""
_REST = re.compile(r"(?: [A-Z][a-z]+){1,3}(?=[ ,.;)]|$)")
"""The rest of a name that was cut too short, or a title: "Mercury Financial", "Mercury Chairman Smith"."""


def mask(text: str, mentions: Sequence[tuple[int, int, str]]) -> tuple[str, list[tuple[int, str]]]:
    """Replace every name of the sentence by one well-known word, which the parser reads best.

    An acronym in brackets after its own long form is left out.

    Args:
        text: the sentence.
        mentions: (start, end, entity) of names in it; of two that overlap, the first counts.

    Returns:
        The new text and the (offset, entity) of the names in it.
    """
    masked, offset = "", 0
    marks: list[tuple[int, str]] = []
    for start, end, entity in sorted(mentions):
        if start < offset:
            continue
        gap = text[offset:start]
        if marks and marks[-1][1] == entity and gap == " (" and text[end : end + 1] == ")":
            offset = end + 1
            continue
        masked += _HYPHEN.sub(r"\1", gap)
        marks.append((len(masked), entity))
        masked += STAND_IN
        offset = end
        rest = _REST.match(text, end)
        if rest and not any(a < rest.end() and end < b for a, b, _ in mentions):
            offset = rest.end()
    return masked + _HYPHEN.sub(r"\1", text[offset:]), marks
