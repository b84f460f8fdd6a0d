"""People who act on the page: their name, and their role and institution if the text states them.

Cited authors are not actors: a name beside a year in brackets, "et al." or inside a citation is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from workingregions.corpus.enums import Use
from workingregions.corpus.files import lines
from workingregions.corpus.records import Mention, Passage, Person
from workingregions.corpus.voices import takes
from workingregions.nlp.text import page_of
from workingregions.nlp.wordlists import small_words

if TYPE_CHECKING:
    from workingregions.nlp.tagger import TaggerReading

_CITED = re.compile(r"^\s*(?:et al|,? [“\"‘]|(?:,? and [A-Z][\w-]+,?)?\s*\(?(?:19|20)\d\d|\s*&|,\s[A-Z]\.)")
_INITIALS = re.compile(r"^(?:[A-Z]\.?\s?)+$")
_TITLE_ROWS = [line.split(",") for line in lines(__package__, "people_titles.csv")]
_TITLES = "(?:" + "|".join(re.escape(row[0]) for row in _TITLE_ROWS) + ")"
_OFFICES = frozenset(title for title, use in _TITLE_ROWS if use == "office")
_LEAD = re.compile(rf"(?:{_TITLES}\.? )+$")
_WORD = r"(?:[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ][\w’'-]*|[A-Z]\.(?: ?[A-Z]\.)*)"
_PARTICLE = (
    "(?:de|del|della|dello|di|da|das|do|dos|du|des|la|las|le|los|el|y|e|van|von|vom|der|den|ten|ter|te|zu|zum"
    "|zur|af|av|bin|ibn|bint|al|ap|Del|De|Van|Von|Der|La|Le|Di|Da|Dos|Du|El|Al|Bin|Ibn)"
)
_FULL = rf"{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{1,3}}"
_TITLED = re.compile(
    rf"\b(?:{_TITLES}\.? )+(?P<name>{_FULL})"
    rf"|\b(?:Mr|Mrs|Ms|Dr|Cllr|Sir|Mayor)\.? (?P<one>{_WORD})(?=[ ,.;:’'])"
)
_STATED = re.compile(rf"(?<![\w-])(?P<name>{_FULL})(?=,? (?:\(|is |was |the |as )?|\s?[,–—-] ?|\n)")
_ENTRY = re.compile(r"^\s*(?:\[?\d{1,3}[.\])]\s|[*†‡])")
_PUBLISHED = re.compile(
    r"(?:19|20)\d\d\b.*(?:[“\"]|\bpp?\.|\bvol\b|\bno\.|Press\b|Available|Retrieved|doi|https?:)"
    r"|(?:[“\"]|\bpp?\.|Press\b|Available|Retrieved|https?:).*(?:19|20)\d\d\b",
    re.IGNORECASE | re.DOTALL,
)
_HONOURS = re.compile(
    r"(?:,? (?:MPs?|MEP|MSP|MLA|AM|TD|[OCMKD]BE|Ph\.?D\.?|MBA|MSc|BSc|FREng|FRS[AE]?|Esq\.?|Jr\.?|[QK]C|JP"
    r"|CEng|PE|CPA)(?![\w-]))+(?=,| [–—-] | \()"
)
"""Letters after a name, which stand between it and an office: "Jane Roe MP, Secretary of State"."""
_OPENING = re.compile(r"[,–—-]?\s?(?:the |who is |is |was |\()?")
_CLAUSE_END = re.compile(r"[.;\n|)]|, (?=(?:who|which|said|and)\b)")
_ROLE_TAIL = re.compile(r"(?:\s(?:of|for|and)\s(?:the\s)?[A-Z][\w&-]*(?:\s[A-Z][\w&-]*)*|\s[A-Z][\w&-]*)*")
_HELD = re.compile(r"(?:(?: (?:of|for))? (?:the )?[A-Z][\w&-]*(?:,? (?:and )?[A-Z][\w&-]*)*)?(?:\.?|,|:)\s*")
_BESIDE = re.compile(r",? (?:of|from|at|for) (?:the )?|, (?:the )?|\s?\((?:the )?")
_NAME = re.compile(rf"[A-Z][\w’'.-]*(?: (?:{_PARTICLE}|[A-Z][\w’'.-]*))*")


@cache
def _roles() -> re.Pattern[str]:
    words = "|".join(
        re.escape(w) for w in sorted(lines(__package__, "people_roles.txt"), key=lambda w: (-len(w), w))
    )
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


def find(
    readings: Sequence[TaggerReading], passages: Sequence[Passage], institutions: Sequence[Mention]
) -> list[Person]:
    """Return the people named in a document's passages, in reading order, in voices that name people."""
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in institutions:
        by_passage[mention.passage].append(mention)
    found: list[Person] = []
    for reading, passage in zip(readings, passages, strict=True):
        if takes(Use.PEOPLE, passage.voice):
            found.extend(_people(reading, passage, by_passage[passage.id]))
    return found


def _people(reading: TaggerReading, passage: Passage, institutions: Sequence[Mention]) -> Iterator[Person]:
    text = passage.text
    named = {m.text for m in institutions}
    taken = -1
    for start, end in _candidates(reading, text):
        name = text[start:end]
        if start < taken and _role(text, start, end)[1] <= end:
            continue
        if name in named or any(m.start < end and start < m.end for m in institutions):
            continue
        if _CITED.match(text[end : end + 40]) or _in_citation(text, start, end) or _in_entry(text, start):
            continue
        role, role_end = _role(text, start, end)
        # "Jane Roe, Director, Harker Forge": the institution follows the role.
        taken = role_end + 3 if role_end > end and text[role_end : role_end + 2] == ", " else end
        role = _without(role, institutions)
        titled = _LEAD.search(text[max(0, start - 25) : start])
        if titled and not role:
            role = _office(titled.group())
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
            institution=_institution(text, institutions, start, end, role_end),
            confidence=0.9 if role else 0.7,
        )


def _candidates(reading: TaggerReading, text: str) -> list[tuple[int, int]]:
    """Return spans that may be names: the tagger's, names after a title, names before a role."""
    spans: set[tuple[int, int]] = set()
    for begin, stop, label in reading.entities:
        if label == "PERSON":
            name = re.sub(r"['’]s?$", "", text[begin:stop].split("\n")[0]).strip(" ,.-|")
            start = begin + text[begin:stop].find(name)
            spans.add((start, start + len(name)))
    for match in _TITLED.finditer(text):
        spans.add(match.span("name") if match.group("name") else match.span("one"))
    for match in _STATED.finditer(text):
        start, end = match.span("name")
        common = _has_common_word(match.group("name"))
        if not common and _role(text, start, end)[1] > end and not _roles().search(match.group("name")):
            spans.add((start, end))
    kept: list[tuple[int, int]] = []
    owned = re.compile(r"['’]s?$")
    led = re.compile(rf"(?:{_TITLES}\.? )+")
    spans = {(s + (len(m.group()) if (m := led.match(text[s:e])) else 0), e) for s, e in spans}
    trimmed = {(s, e - len(found.group()) if (found := owned.search(text[s:e])) else e) for s, e in spans}
    for start, end in sorted(trimmed, key=lambda s: (s[0], -s[1])):
        if _is_name(text[start:end]) and (not kept or start >= kept[-1][1]):
            kept.append((start, end))
    return kept


@cache
def _common() -> frozenset[str]:
    return frozenset(
        word.casefold() for word in (*small_words(), *lines(__package__, "people_not_names.txt"))
    )


def _has_common_word(name: str) -> bool:
    """Return whether a run contains a word that does not occur in names: "The New Deal", "Essex Council"."""
    return any(word.casefold() in _common() for word in re.findall(r"[\w’'-]+", name))


def _in_entry(text: str, start: int) -> bool:
    """Return whether a name is in a numbered note that cites a publication."""
    first = text.rfind("\n", 0, start) + 1
    line = text[first : (text.find("\n", start) + 1 or len(text) + 1) - 1]
    return _ENTRY.match(line) is not None and _PUBLISHED.search(line) is not None


def _office(titles: str) -> str:
    """Return the office that a title names: "Cllr", "Rep."; none for "Dr" or "Lord"."""
    offices = [word for word in titles.split() if word.rstrip(".") in _OFFICES]
    return offices[-1] if offices else ""


def _without(role: str, institutions: Sequence[Mention]) -> str:
    """Return the role without the institution: "Director of Harker Forge" is a director."""
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
        and not any(re.fullmatch(_TITLES, word) for word in name.split()[1:] or [name])
        and not any(word.isupper() and len(word) > 1 and "." not in word for word in name.split())
    )


def _in_citation(text: str, start: int, end: int) -> bool:
    """Return whether the name is in brackets that contain a year: "(Smith and Jones, 2010; Brown 2011)"."""
    opening = text.rfind("(", max(0, start - 120), start)
    if opening < 0 or ")" in text[opening:start]:
        return False
    closing = text.find(")", end, end + 120)
    return closing > 0 and re.search(r"(?:19|20)\d\d", text[opening:closing]) is not None


def _role(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the role beside a name and its end: "Director Jane Roe", "Jane Roe, Director of X"."""
    honours = _HONOURS.match(text, end)
    for close in (honours.end(), end) if honours else (end,):
        after = _OPENING.match(text, close)
        offset = after.end() if after else close
        clause = _CLAUSE_END.split(text[offset : offset + 90])[0]
        match = _roles().search(clause)
        near = match is not None and len(clause[: match.start()].split()) <= 4
        if match and near and offset > close and (match.start() == 0 or clause[0].isupper()):
            tail = _ROLE_TAIL.match(clause, match.end())
            stop = tail.end() if tail else match.end()
            return clause[:stop].strip(" ,"), offset + stop
    before = text[max(0, start - 60) : start].split("\n")[-1]
    matches = list(_roles().finditer(before))
    if matches and _HELD.fullmatch(before[matches[-1].end() :]):
        first = matches[-1].start()
        lead = re.search(r"(?:(?:[A-Z][\w’'-]*|and|of) )+$", before[:first])
        if lead and len(matches) > 1 and matches[-2].end() > lead.start():
            # "Prime Minister X and President Y": the first office is another person's.
            lead = re.search(r"(?:(?:[A-Z][\w’'-]*|of) )+$", before[:first])
        role = before[lead.start() if lead else first :].strip(" ,.:")
        return re.sub(r"^(?:[Tt]he|[Aa]nd) ", "", role), start
    return "", end


def _institution(text: str, institutions: Sequence[Mention], start: int, end: int, role_end: int) -> str:
    """Return the institution that the role or the apposition names, as its entity key."""
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
