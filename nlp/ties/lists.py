"""Lists under a heading or a lead-in, as sentences: "Funded by:" and bullets, "Members of X", "Our partners".

A list is read as one sentence: its lead-in with the names that begin its items. Where the lead-in has no
owner ("Our funders", "Supported by"), it is the institution that the document speaks for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workingregions.corpus.enums import InstitutionType
from workingregions.corpus.files import lines
from workingregions.corpus.records import Mention
from workingregions.nlp.ties.mask import Name

MOST_LISTED = 40
_LEAST_MENTIONS = 4
_LEADING = 1.5
"""Minimum ratio of the speaker's mentions to those of the next institution."""
_SURE = 0.8
_FIRST_PAGES = 2
_SUBJECTS = (InstitutionType.GOVERNMENT_NATIONAL, InstitutionType.GOVERNMENT_SUPRANATIONAL)
_BULLET = re.compile(r"\s*(?:[•●▪■◦‣·*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_LEAD_SIZE = 300
_START = 8
"""Maximum number of characters before the name that begins an item: "The ", "HM "."""
_OPEN = re.compile(
    r"\b(?:by|from|of|with|to|for|between|are|is|were|include|includes|included|including|comprise|comprises"
    r"|involve|involves|as|namely)$",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"\b(?:the )?following(?: [a-z-]+){1,3}?(?= (?:are|were|is|have|has|will|fund|support|provide)\b)", re.I
)
_FOLLOWS = re.compile(
    r",? (?:as follows|the following(?: [a-z]+){0,3}|including)$|,? (?:which|who|that) (?:are|include)$", re.I
)
_OUR = re.compile(r"\b(?:[Oo]ur|[Ww]e|[Uu]s)\b")
_ASKS = re.compile(r"^(?:what|who) (?:are|were) ", re.IGNORECASE)
_SOURCES = re.compile(r"(?<!of )(?<!funding )\bsources$", re.IGNORECASE)
_MONEY = re.compile(r"\b(?:fund|grant|money|invest)", re.IGNORECASE)
"""A passage about money: its "sources" are sources of money."""
_ROLE_ALONE = re.compile(r"^(?:[\w-]+ ){0,2}[\w-]+$")
_PARTICIPLE = re.compile(r"^(?:[\w-]+ )?[a-z]+(?:ed|n) (?:[a-z]+ )?by$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][”\"')]? +(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as a sentence: where it stands, its words, the names in them, and whether the speaker is one."""

    start: int
    end: int
    text: str
    names: tuple[Name, ...]
    spoken: bool


def speaker(mentions: Sequence[Mention]) -> str:
    """Return the institution that a document speaks for: the one named by far most often, and early.

    "" for none. States and the European Union are what documents are about.
    """
    counts = Counter(m.entity for m in mentions if m.counted).most_common(2)
    if not counts or counts[0][1] < _LEAST_MENTIONS:
        return ""
    first, count = counts[0]
    named = [m for m in mentions if m.entity == first]
    sure = sum(m.confidence for m in named) / len(named) >= _SURE
    begins = any(m.page <= _FIRST_PAGES for m in named)
    leads = count >= _LEADING * (counts[1][1] if len(counts) > 1 else 0)
    return first if sure and begins and leads and named[0].type not in _SUBJECTS else ""


def listed(text: str, mentions: Sequence[Mention], owner: str) -> Iterator[Listed]:
    """Yield the lists of a passage whose lead-in has a word for a relation.

    Args:
        text: the passage's text.
        mentions: its institutions, in reading order.
        owner: the institution that the document speaks for; "" if unknown.
    """
    rows = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    for index, (start, end) in enumerate(rows):
        if text[start] == "|" or _BULLET.match(text, start):
            continue
        colon = text.find(":", start, end)
        lead_end, items = end, []
        if 0 <= colon < end - 1:
            lead_end, items = colon, names_after(text, mentions, (colon + 1, end))
        else:
            items, end = _items(text, mentions, rows[index + 1 :], end, bulleted=colon < 0)
        lead_start = max([start, *(m.end() for m in _SENTENCE_END.finditer(text, start, lead_end))])
        lead = text[lead_start:lead_end].rstrip(" :?")
        if not any(lead_start <= m.start < lead_end for m in mentions):
            lead = _ASKS.sub("", lead)
            if _MONEY.search(text):
                lead = _SOURCES.sub("funding sources", lead)
        if not items or len(lead) > _LEAD_SIZE or not _CUES.search(lead):
            continue
        within = [m for m in mentions if lead_start <= m.start and m.end <= lead_end]
        sentence = _sentence(lead, lead_start, within, items, owner)
        if sentence is not None:
            yield Listed(lead_start, end, *sentence)


def _items(
    text: str, mentions: Sequence[Mention], rows: Sequence[tuple[int, int]], end: int, *, bulleted: bool
) -> tuple[list[Mention], int]:
    """Return the names that begin the items below a lead-in, and the end of the last item.

    Without bullets, an item is a line of little else than its name.
    """
    found: list[Mention] = []
    count = 0
    for start, stop in rows[:MOST_LISTED]:
        bullet = _BULLET.match(text, start, stop)
        first = bullet.end() if bullet else start
        run = names_after(text, mentions, (first, stop))
        if not bullet and (not run or stop - first > 2 * sum(len(m.text) for m in run) + _START):
            break
        found += run
        count += bool(run)
        end = stop
    return (found, end) if count > 1 or (count and not bulleted) else ([], end)


def names_after(text: str, mentions: Sequence[Mention], span: tuple[int, int]) -> list[Mention]:
    """Return the names at the beginning of a stretch of text, joined by commas or "and"."""
    found: list[Mention] = []
    offset = span[0]
    for mention in (m for m in mentions if span[0] <= m.start and m.end <= span[1]):
        if mention.start < offset:
            continue
        gap = text[offset : mention.start]
        joined = re.fullmatch(r"(?: ?\([^)]*\))?(?:[,;]? and|[,;]| &)? ?(?:the |and )?", gap)
        if not (joined if found else len(gap) <= _START):
            break
        found.append(mention)
        offset = mention.end
    return found


def _sentence(
    lead: str, start: int, within: Sequence[Mention], items: Sequence[Mention], owner: str
) -> tuple[str, tuple[Name, ...], bool] | None:
    """Return the list as a sentence, its names, and whether the owner is one of them."""
    entities = list(dict.fromkeys(m.entity for m in items if m.entity not in {w.entity for w in within}))
    if not entities:
        return None
    parts: list[str | tuple[str, str]] = []
    offset = 0
    for mention in within:
        if mention.start - start >= offset:
            parts += [lead[offset : mention.start - start], (mention.text, mention.entity)]
            offset = mention.end - start
    parts.append(lead[offset:])
    spoken = not within
    if spoken:
        if not owner or owner in entities:
            return None
        owned = _owned(lead, owner)
        if owned is None:
            return None
        parts = owned
    joined: list[str | tuple[str, str]] = []
    for number, entity in enumerate(entities):
        joined += ["" if not number else " and " if number == len(entities) - 1 else ", ", (entity, entity)]
    return (*_written(_complete(parts, joined)), spoken)


def _owned(lead: str, owner: str) -> list[str | tuple[str, str]] | None:
    """Return a lead-in without a name, with its owner put in: "Our funders", "Funded by", "Partners"."""
    name = (owner, owner)
    spoken = _OUR.search(lead)
    if spoken:
        possessive = "'s" if spoken.group().lower() == "our" else ""
        return [lead[: spoken.start()], name, possessive + lead[spoken.end() :]]
    if _PARTICIPLE.match(lead):
        return [name, f" is {lead[0].lower()}{lead[1:]}"]
    if _ROLE_ALONE.match(lead) and lead.split()[-1].lower() in _ROLES:
        return [name, f"'s {lead.lower()}"]
    return None


def _complete(
    parts: list[str | tuple[str, str]], joined: list[str | tuple[str, str]]
) -> list[str | tuple[str, str]]:
    """Return the lead-in with the list in its place: after "by", for "the following bodies", after "are"."""
    for index, part in enumerate(parts):
        following = _FOLLOWING.search(part) if isinstance(part, str) else None
        if following and isinstance(part, str):
            return [
                *parts[:index],
                part[: following.start()],
                *joined,
                part[following.end() :],
                *parts[index + 1 :],
            ]
    last = parts[-1]
    assert isinstance(last, str)
    cut = _FOLLOWS.sub("", last.rstrip(" ?"))
    if _OPEN.search(cut):
        return [*parts[:-1], cut + " ", *joined, "."]
    verb = re.search(r"\b(?:has|have|had|is|are|was|were)\b", "".join(p for p in parts if isinstance(p, str)))
    return [*parts[:-1], cut + (", " if verb else " are "), *joined, "."]


def _written(parts: Sequence[str | tuple[str, str]]) -> tuple[str, tuple[Name, ...]]:
    text, names = "", []
    for part in parts:
        if isinstance(part, str):
            text += part
        else:
            names.append((len(text), len(text) + len(part[0]), part[1]))
            text += part[0]
    return text, tuple(names)


def _words(name: str) -> list[str]:
    return next(
        row.split(",")[1].split() for row in lines(__package__, "lists.csv") if row.startswith(f"{name},")
    )


_CUES = re.compile(rf"\b(?:{'|'.join(_words('cues'))})", re.IGNORECASE)
"""Beginnings of words for relations; a lead-in with none of them states nothing."""
_ROLES = frozenset(_words("roles"))
"""Headings that name the role of what stands below them."""
