"""Sentences with every institution's name, or list of names, as one word, which the parser reads best."""

from __future__ import annotations

import re
from collections.abc import Sequence

STAND_IN = "Microsoft"
"""Replacement for a name when a sentence is parsed."""
STAND_INS = "Companies"
"""Replacement for a list of names: "A, B and C"."""
_MONEY = re.compile(
    r"(?:US|A|C)?[$£€] ?\d[\d,.]*(?: ?(?:million|billion|thousand|bn|mn|m|k|M|B)\b)?"
    r"|\b(?:EUR|USD|GBP|SEK|DKK|NOK|CHF|Euros?) ?\d[\d,.]*(?: ?(?:million|billion|thousand|bn|mn|m|k|M|B)\b)?"
)
_HYPHEN = re.compile(r"\b([Cc]o|[Ss]pin|[Tt]ie)-(?=[a-z])")
"""Words such as "co-funded" and "spin-out", one word for the rules and three for the parser."""
_REST = re.compile(r"(?: [A-Z][a-z]+){1,3}(?=[ ,.;)]|$)")
"""The rest of a name that was cut too short, or a title: "Mercury Financial", "Mercury Chairman Smith"."""
_BRACKET = re.compile(r"(?:['’]s)? \(")
_OWNED = re.compile(r"['’]s \([^)]*\)$")
"""A name with its acronym after the possessive: "the Agency's (EDA) programme"."""
_OTHER = r"(?:[A-Z][\w.’'-]*(?: (?:of|for|and the|de|&) [A-Z][\w.’'-]*| [A-Z][\w.’'-]*){0,6})"
"""A name in a list that is not known as an institution."""
_COMMA = re.compile(rf"\s?[,;]\s(?:and )?(?:the )?(?:\(?\d\)?[).] )?(?:{_OTHER}, (?:the )?)?(?:\d\) )?")
_AND = re.compile(
    rf"(?:, (?:the )?{_OTHER})?,? (?:and|&|as well as|plus) (?:also )?(?:both )?"
    r"(?:(?:by|from|with|to) )?(?:the )?"
)
_SUCH = re.compile(
    r"(?<=[a-z]),? \(?(?:among(?:st)? (?:them|these|which|whom)(?: are| is)?|notably|namely"
    r"|in particular|e\.g\.|for example|for instance),?(?= (?:the )?$)"
)
"""What leads to some of several: the parser reads "including" best."""
_MORE = re.compile(r",? (?:and|or|as well as) (?:the |an? )?[a-z]")
_OBJECT = re.compile(r"[a-z]{3,} (?:the )?$")
_CLOSED = re.compile(
    r"\s*(?:$|[.,;:)\n(–—]|(?:to|for|in|on|at|with|by|from|among|amongst|within|into|which|who|that|under|through|as|during|since|have|has"
    r"|were|was|will|are|is|and|or|before|after|while)\b)"
)
_PREPOSITIONS = (
    "by",
    "from",
    "of",
    "with",
    "between",
    "including",
    "to",
    "for",
    "in",
    "at",
    "as",
    "like",
    "through",
)
_UNIT = re.compile(
    r"(?:the )?(?:department|school|faculty|office|division|bureau|institute|cent(?:er|re)|lab)", re.I
)
_PARENT = re.compile(r"universit|college|department|ministry|institute", re.IGNORECASE)

Name = tuple[int, int, str]


def mask(text: str, mentions: Sequence[Name]) -> tuple[str, list[tuple[int, tuple[str, ...]]]]:
    """Replace every name of the sentence, and every list of names, by one well-known word.

    An acronym in brackets after its own long form is left out; sums of money are written in one way.

    Args:
        text: the sentence.
        mentions: (start, end, entity) of names in it; of two that overlap, the first counts.

    Returns:
        The new text, and the offset in it and the entities of each name or list.
    """
    masked, offset = "", 0
    marks: list[tuple[int, tuple[str, ...]]] = []
    for run in _runs(text, _spans(text, mentions)):
        masked += _SUCH.sub(", including", _plain(text[offset : run[0][0]]))
        marks.append((len(masked), tuple(dict.fromkeys(entity for _, _, entity in run))))
        masked += STAND_IN if len(marks[-1][1]) == 1 else STAND_INS
        offset = run[-1][1]
        if _OWNED.search(text[run[-1][0] : offset]) or text[run[-1][0] : offset].lower() == "our":
            masked += "'s"
    return masked + _plain(text[offset:]), marks


def _plain(text: str) -> str:
    return _MONEY.sub("$8 million", _HYPHEN.sub(r"\1", text))


def _spans(text: str, mentions: Sequence[Name]) -> list[Name]:
    """Return the names that do not overlap, each with its acronym in brackets and the rest of a cut name."""
    spans: list[Name] = []
    for start, end, entity in sorted(mentions):
        if spans and start < spans[-1][1]:
            continue
        between = text[spans[-1][1] : start] if spans and spans[-1][2] == entity else ""
        if _BRACKET.fullmatch(between) and text[end : end + 1] == ")":
            spans[-1] = (spans[-1][0], end + 1, entity)
            continue
        rest = _REST.match(text, end)
        if rest and not any(a < rest.end() and end < b for a, b, _ in mentions):
            end = rest.end()
        spans.append((start, end, entity))
    return spans


def _runs(text: str, spans: Sequence[Name]) -> list[list[Name]]:
    """Return the names in runs: a list "A, B and C" is one run, any other name is a run of its own."""
    runs: list[list[Name]] = []
    first = 0
    while first < len(spans):
        last, closed = first, False
        while last + 1 < len(spans) and not closed:
            gap = text[spans[last][1] : spans[last + 1][0]]
            closed = bool(_AND.fullmatch(gap))
            if not closed and not (
                _COMMA.fullmatch(gap) and not _is_address(text, spans[last], spans[last + 1])
            ):
                break
            last += 1
        closed = closed or last - first > 1 or (last > first and bool(_MORE.match(text, spans[last][1])))
        # Three names or more are a list whatever follows.
        if not (
            closed
            and (last - first > 1 or _is_list(text, spans[first][0], spans[last][1], spans[last + 1 :]))
        ):
            last = first
        runs.append(list(spans[first : last + 1]))
        first = last + 1
    return runs


def _is_address(text: str, left: Name, right: Name) -> bool:
    return bool(_UNIT.match(text[left[0] : left[1]]) and _PARENT.search(text[right[0] : right[1]]))


def _is_list(text: str, start: int, end: int, after: Sequence[Name]) -> bool:
    """Return whether names joined by "and" are one list: there is none in "X funds A and B funds C", nor in
    "A in B and C in D"."""
    if text.startswith(("'s", "’s"), end):
        return False
    before = re.search(r"([A-Za-z]+) (?:the |both )?$", text[:start])
    word = before.group(1).lower() if before else ""
    beyond = text[end : after[0][0]] if after else ""
    if word in ("in", "at", "of", "within") and re.fullmatch(r" (?:in|at|of|within) (?:the )?", beyond):
        return False
    if word in _PREPOSITIONS and re.fullmatch(rf" {word} (?:the )?", beyond):
        return False  # "is sponsored by A and B by C"
    if word in ("", *_PREPOSITIONS, "the", "and", "both", "that", "when", "while", "where", "which"):
        return True
    return bool(_CLOSED.match(text, end))
