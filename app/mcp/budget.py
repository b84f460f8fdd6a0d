"""Answers within a budget of tokens: what does not fit is left out, and they say so, and how to go on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

DEFAULT, LEAST, MOST = 6_000, 500, 50_000
"""Tokens of an answer: the default budget, and the bounds of one that a client asks for."""
SPARE = 160
"""Tokens kept for the words that say what was left out."""
_PIECES = re.compile(r"[A-Za-z]+(?![A-Za-z0-9])|[A-Za-z0-9]+|[^\x00-\x7f]|[^\sA-Za-z0-9]|\n")
Answer = dict[str, Any]
DIGITS = 4
"""Decimals of the figures that a model reads."""
ALWAYS = ("quote", "document", "page", "citation", "citation_link")
"""What an item that quotes a document has, even if it is empty."""


def tokens(text: str) -> int:
    """Return about how many tokens a language model reads in a text, rather too many than too few.

    A word counts one per five letters, an id one per two characters, everything else one per character.
    """
    total = 0
    for piece in _PIECES.findall(text):
        total += -(-len(piece) // 5) if piece.isalpha() and piece.isascii() else -(-len(piece) // 2)
    return total


def written(answer: Mapping[str, Any]) -> str:
    """Return an answer as the text that the client reads."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def compact(item: Mapping[str, Any]) -> Answer:
    """Return an item without its empty values, its figures rounded."""
    return {
        name: round(value, DIGITS) if isinstance(value, float) else value
        for name, value in item.items()
        if name in ALWAYS or value not in (None, "", [], {})
    }


def fitted(
    head: Answer,
    items: Sequence[Answer],
    *,
    total: int,
    offset: int = 0,
    budget: int = DEFAULT,
    more: str = "",
) -> Answer:
    """Return an answer with as many items as the budget has room for, and where the next one is.

    Args:
        head: what comes before the items.
        items: the rows from `offset` on, all or one page of them.
        total: the number of rows in all.
        offset: the number of rows before the items.
        budget: tokens that the answer may have.
        more: how to see the rest, where a higher offset is not the way.
    """
    left = budget - tokens(written(head)) - SPARE
    kept: list[Answer] = []
    for item in map(compact, items):
        cost = tokens(written(item)) + 1
        if cost > left:
            break
        left -= cost
        kept.append(item)
    short = len(kept) < len(items)
    if short and not kept:
        kept = [_cut(compact(items[0]), left)]
    end = offset + len(kept)
    answer = {**head, "total": total, "returned": len(kept), "next": end if end < total else None}
    if short:
        answer["truncated"] = True
    if end < total:
        answer["how_to_go_on"] = more or f"Call again with offset={end}, or with a higher budget."
    return {**answer, "items": kept}


def sectioned(head: Answer, sections: Mapping[str, tuple[Sequence[Answer], str]], *, budget: int) -> Answer:
    """Return an answer with several lists, which share the budget; each says how much of it is there.

    Args:
        head: what comes before the lists.
        sections: rows of each list, and how to see all of them.
        budget: tokens that the answer may have.
    """
    answer, spent = dict(head), tokens(written(head)) + SPARE
    sections = {name: ([*map(compact, rows)], more) for name, (rows, more) in sections.items()}
    waiting = [name for name, (rows, _) in sections.items() if rows]
    # Short lists first, so that what they leave goes to the long ones.
    costs = {name: tokens(written({"items": list(sections[name][0])})) for name in waiting}
    for number, name in enumerate(sorted(waiting, key=costs.__getitem__)):
        rows, more = sections[name]
        share = max(0, budget - spent) // (len(waiting) - number)
        answer[name] = _section(rows, more, share)
        spent += tokens(written({name: answer[name]}))
    if any(part["returned"] < part["total"] for name, part in answer.items() if name in waiting):
        answer["truncated"] = True
    return answer


def _section(rows: Sequence[Answer], more: str, share: int) -> Answer:
    room = share - tokens(more) - 30
    kept: list[Answer] = []
    for row in rows:
        cost = tokens(written(row)) + 1
        if cost > room:
            break
        room -= cost
        kept.append(row)
    section = {"total": len(rows), "returned": len(kept), "items": kept}
    return section if len(kept) == len(rows) else {**section, "how_to_go_on": more}


def _cut(item: Answer, room: int) -> Answer:
    """Return an item whose longest text is cut so that it fits."""
    longest = max(item, key=lambda name: len(item[name]) if isinstance(item[name], str) else 0)
    rest = tokens(written({**item, longest: "", "cut": longest}))
    return {**item, longest: shortened(str(item[longest]), max(0, room - rest)), "cut": longest}


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text, of at most so many tokens, with an ellipsis where it is cut."""
    if tokens(text) <= most:
        return text
    end, count = 0, 0
    for piece in _PIECES.finditer(text):
        count += tokens(piece.group())
        if count >= most:
            break
        end = piece.end()
    return text[:end] + "…"
