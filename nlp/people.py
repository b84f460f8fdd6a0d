"""People who act on the page: name, role and institution where the text says so.

Cited authors are not actors: a name beside a year in brackets, "et al." or inside a citation is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from workingregions.corpus.records import Mention, Passage, Person
from workingregions.nlp.institutions_lexicon import lines
from workingregions.nlp.passages import page_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

_CITED = re.compile(r"^\s*(?:et al|(?:,? and [A-Z][\w-]+,?)?\s*\(?(?:19|20)\d\d|\s*&|,\s[A-Z]\.)")
_INITIALS = re.compile(r"^(?:[A-Z]\.?\s?)+$")
_LEAD = re.compile(r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Lord|Lady|Dame|Hon|Rt Hon|Cllr)\.? )+$")
_OPENING = re.compile(r"[,–—-]?\s?(?:the |who is |is |was |\()?")
_CLAUSE_END = re.compile(r"[.;\n|)]|, (?=(?:who|which|said|and)\b)")
_ROLE_TAIL = re.compile(r"(?:\s(?:of|for|and)\s(?:the\s)?[A-Z][\w&-]*(?:\s[A-Z][\w&-]*)*|\s[A-Z][\w&-]*)*")
_BESIDE = re.compile(r",? (?:of|from|at|for) (?:the )?|, (?:the )?|\s?\((?:the )?")
_NAME = re.compile(r"[A-Z][\w’'.-]*(?: (?:de|van|von|der|den|di|la|el|bin|[A-Z][\w’'.-]*))*")


@cache
def _roles() -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in sorted(lines("people_roles.txt"), key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


def find(docs: Sequence[Doc], passages: Sequence[Passage], institutions: Sequence[Mention]) -> list[Person]:
    """The people named in a document's passages, in reading order; reference passages give none."""
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in institutions:
        by_passage[mention.passage].append(mention)
    found: list[Person] = []
    for doc, passage in zip(docs, passages, strict=True):
        if not passage.reference:
            found.extend(_people(doc, passage, by_passage[passage.id]))
    return found


def _people(doc: Doc, passage: Passage, institutions: Sequence[Mention]) -> Iterator[Person]:
    text = passage.text
    for entity in doc.ents:
        if entity.label_ != "PERSON":
            continue
        start, end = entity.start_char, entity.end_char
        name = re.sub(r"['’]s?$", "", text[start:end].split("\n")[0]).strip(" ,.-|")
        start += text[start:end].find(name) if name else 0
        end = start + len(name)
        if not _is_name(name) or any(m.start < end and start < m.end for m in institutions):
            continue
        if _CITED.match(text[end : end + 40]) or _in_citation(text, start, end):
            continue
        role, at = _role(text, start, end)
        role = _without(role, institutions)
        titled = _LEAD.search(text[max(0, start - 25) : start]) is not None
        if " " not in name and not role and not titled:
            continue
        yield Person(
            document=passage.document,
            passage=passage.id,
            page=page_of(passage, start),
            start=start,
            end=end,
            name=name,
            role=role,
            institution=_institution(text, institutions, start, end, at),
            confidence=0.9 if role else 0.7,
        )


def _without(role: str, institutions: Sequence[Mention]) -> str:
    """The role without the institution it is held at: "Director of Harker Forge" is a director."""
    for mention in institutions:
        cut = re.search(rf",? (?:of|at|for|,)? ?(?:the )?{re.escape(mention.text)}", role)
        if cut:
            return role[: cut.start()]
    return role


def _is_name(name: str) -> bool:
    return (
        bool(_NAME.fullmatch(name))
        and not _INITIALS.match(name)
        and not name.isupper()
        and len(name.split()) < 6
    )


def _in_citation(text: str, start: int, end: int) -> bool:
    """Whether the name stands in brackets that hold a year: "(Smith and Jones, 2010; Brown 2011)"."""
    opening = text.rfind("(", max(0, start - 120), start)
    if opening < 0 or ")" in text[opening:start]:
        return False
    closing = text.find(")", end, end + 120)
    return closing > 0 and re.search(r"(?:19|20)\d\d", text[opening:closing]) is not None


def _role(text: str, start: int, end: int) -> tuple[str, int]:
    """The role beside a name and where it ends: "Director Jane Roe", "Jane Roe, Director of X"."""
    after = _OPENING.match(text, end)
    offset = after.end() if after else end
    clause = _CLAUSE_END.split(text[offset : offset + 90])[0]
    match = _roles().search(clause)
    near = match is not None and len(clause[: match.start()].split()) <= 4
    if match and near and offset > end and (match.start() == 0 or clause[0].isupper()):
        tail = _ROLE_TAIL.match(clause, match.end())
        stop = tail.end() if tail else match.end()
        return clause[:stop].strip(" ,"), offset + stop
    before = text[max(0, start - 60) : start].split("\n")[-1]
    matches = list(_roles().finditer(before))
    if matches and re.fullmatch(r",?\s*(?:of [A-Z]\w+ )?", before[matches[-1].end() :]):
        first = matches[-1].start()
        lead = re.search(r"(?:(?:[A-Z][\w’'-]*|and|of) )+$", before[:first])
        return before[lead.start() if lead else first :].strip(" ,"), start
    return "", end


def _institution(text: str, institutions: Sequence[Mention], start: int, end: int, role_end: int) -> str:
    """The institution that the role or the apposition names, as its entity key."""
    for mention in institutions:
        if mention.start >= end:
            between = text[end : mention.start]
            held = role_end > end and mention.start <= role_end + 12 and len(between) < 120
            if _BESIDE.fullmatch(between) or (held and not re.search(r"[.;\n]", between)):
                return mention.entity
        elif mention.end <= start and start - mention.end < 50:
            between = text[mention.end : start]
            if not re.search(r"[.;\n,]", between) and _roles().search(between):
                return mention.entity
    return ""
