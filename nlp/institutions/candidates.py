"""Everything in one text that may name an institution, with the sources and the confidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from workingregions.nlp.gazetteer import candidates_of, known_place
from workingregions.nlp.institutions.apposed import apposed
from workingregions.nlp.institutions.barred import is_barred, is_citation
from workingregions.nlp.institutions.campuses import campuses
from workingregions.nlp.institutions.heads import Finder, is_legal_form
from workingregions.nlp.institutions.lists import announced, columns, spread
from workingregions.nlp.institutions.vocabulary import key, lexicon
from workingregions.nlp.institutions.words import NameSpan, Proposal, TextWord, words_of
from workingregions.nlp.tagger import Entity, TaggerReading

_NAME = r"(?:the )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*"
_COORDINATED = re.compile(
    r"\b(?P<head>[Uu]niversities|[Dd]epartments|[Mm]inistries|[Cc]hambers of [Cc]ommerce|[Cc]ities"
    rf"|[Cc]ounties) (?P<prep>of|for) (?P<list>{_NAME}(?:, {_NAME})*,? (?:and|&) {_NAME})"
)
_ITEM = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")
_SINGULAR = {
    "universities": "University",
    "departments": "Department",
    "ministries": "Ministry",
    "chambers of commerce": "Chamber of Commerce",
    "cities": "City",
    "counties": "County",
}
_LEAD = re.compile(
    r"(?:[Tt]he |THE |[Aa]n? |(?:[Aa]nd|[Oo]f|[Ff]or|[Ww]ith) "
    r"|(?:national|regional|local|federal|state|new|former|then|our|its) (?=[A-Z])|[^\w]+)*"
)
_TAIL = re.compile(
    r"(?:['’]s?|[^\w.)]|\s(?:of|for|and|the|in|at|on|to|&)|\.(?<![A-Z]\.)(?<!Inc\.)(?<!Ltd\.)(?<!Co\.)(?<!Corp\.))+$"
)
_BRACKET = re.compile(
    r" \((?:[A-Z][\w.&’'-]*(?: |(?=\)))){1,3}\) "
    r"(?P<rest>(?:[A-Z][\w&’'-]*,? )*(?:[A-Z][\w&’'-]*|plc|gGmbH)\b\.?)"
)
_LONG_REST = re.compile(r"^ \([A-Z][A-Z&]{1,7}s?\) \S+ \S+")
_ACRONYM_OF = re.compile(
    r"\b(?:[Tt]he )?(?P<name>(?P<short>[A-Z]{3,6}) of (?P<place>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?))"
)
_SURNAME = r"[A-Z][a-z’'-]+[A-Z]?[a-z]+"
_KIN = "Co|Company|Sons?|Brothers|Partners|Associates"
_TWO_NAMES = re.compile(
    rf"(?<![\w’'-])(?P<first>{_SURNAME}) (?:and|&) (?P<second>{_SURNAME}),? "
    rf"(?:plc|PLC|Ltd|Limited|LLP|LLC|Inc|GmbH|{_KIN})\b"
    rf"|(?<![\w’'-])(?:[A-Z][a-z]+ )?{_SURNAME} (?:and|&) (?:{_KIN})\b"
)
_OWNED = re.compile(r"['’]s (?=[A-Z])")
_TOWN = 30_000
"""Population from which a town is not taken for the namesake of a person."""
_NATIONS = frozenset(["u.s.", "us", "uk", "u.k."])
_ODD = re.compile(r"[<>=¼þ©®|]|^(?:[A-Z]\. ?)+(?:&|and) |://|\b(?:Journal|Zeitschrift|Proceedings)\b")
_MAYBE = frozenset(["GPE", "LOC", "PERSON", "FAC", "PRODUCT", "WORK_OF_ART", "NORP", "LAW", "EVENT"])


def candidates(text: str, reading: TaggerReading, lower_use: Counter[str]) -> list[Proposal]:
    """Return the candidates of one text, overlapping ones included, each span once with all its sources.

    Args:
        text: a passage.
        reading: the tagger's output for it.
        lower_use: how often each word occurs in lower case in the document.
    """
    entities = reading.entities
    finder = Finder(text, entities)
    found = [*_coordinated(text), *_known(finder), *finder.names()]
    found += [span for entity in entities for span in _tagged(text, entity, lower_use)]
    found += _lists(text, finder.words, found, entities)
    found += [*apposed(text), *campuses(text), *_mistaken(text, entities), *_leaning(text, reading)]
    found += [*_bracketed(text, found), *_acronyms_of(text), *_two_names(text)]
    kept = [s for s in found if s.confidence >= 0.3 and not is_barred(text, s)]
    kept = [s for s in kept if not is_citation(text, s) and not _is_places(text[s.start : s.end])]
    kept = [s for s in kept if not _owns(text, s)]
    ends = {(s.start, s.end) for s in kept}
    # "Harker Forge Ltd.": the full stop of an abbreviation is part of the name.
    kept = [s for s in kept if (s.start, s.end + 1) not in ends or text[s.end] != "."]
    kept = [s for s in _cut_at_known(text, kept) if not _part_of_another(s, kept)]
    kept = [s for s in kept if not _run_together(s, kept)]
    places: dict[tuple[int, int], list[NameSpan]] = {}
    for span in kept:
        places.setdefault((span.start, span.end), []).append(span)
    return [
        Proposal(
            start,
            end,
            frozenset(s.source for s in spans),
            next((s.name for s in spans if s.name), ""),
            next((s.type for s in spans if s.type), ""),
        )
        for (start, end), spans in sorted(places.items())
    ]


def _part_of_another(span: NameSpan, spans: Sequence[NameSpan]) -> bool:
    """Return whether a single known word begins or ends a longer name: "Goodyear Heights Molding"."""
    unsure = span.source == "known" and span.confidence < 0.5
    return unsure and any(
        s.start <= span.start
        and span.end <= s.end
        and s.source != "known"
        and (s.start, s.end) != (span.start, span.end)
        for s in spans
    )


def _run_together(span: NameSpan, spans: Sequence[NameSpan]) -> bool:
    """Return whether a span is a name and a widely known one after it: "Code Council Department of Labor"."""
    for known in spans:
        if (
            known.source == "known"
            and known.confidence > 0.5
            and span.start < known.start
            and known.end == span.end
        ):
            before = [
                s for s in spans if s.source == "head" and s.start == span.start and s.end == known.start - 1
            ]
            if before and known.end - known.start > 15:
                return True
    return False


def _mistaken(text: str, entities: Sequence[Entity]) -> Iterator[NameSpan]:
    """Yield what the tagger labelled as something other than an organisation, unless it is a known place."""
    for start, end, label in entities:
        name = text[start:end]
        cut = _LEAD.match(name)
        start += cut.end() if cut else 0
        name = _TAIL.sub("", text[start:end])
        if label not in _MAYBE or len(name) < 2 or "\n" in name or not any(c.isupper() for c in name):
            continue
        if label in ("GPE", "LOC") and known_place(name):
            continue
        yield NameSpan(start, start + len(name), "other", 0.3)


def _leaning(text: str, reading: TaggerReading) -> Iterator[NameSpan]:
    """Yield what the tagger would label an organisation with a bias towards organisations."""
    tagged = {(start, end) for start, end, _ in reading.entities}
    for start, end in reading.leaning:
        if (start, end) not in tagged:
            for span in _tagged(text, (start, end, "ORG"), Counter()):
                if span.confidence:
                    yield NameSpan(span.start, span.end, "leaning", 0.3)


def _cut_at_known(text: str, spans: Sequence[NameSpan]) -> list[NameSpan]:
    """Return the spans without those that run past the end of a known name, unless into a unit of it:
    "European Space Agency Examination", but "Department of Energy Office of Science"."""
    known = [s for s in spans if s.source == "known" and " " in text[s.start : s.end]]

    def runs_on(span: NameSpan) -> bool:
        for name in known:
            if name.start == span.start and name.end < span.end:
                rest = [w.lower for w in words_of(text[name.end : span.end]) if w.kind == "word"]
                return not rest or rest[0] == "and" or not any((w,) in lexicon().heads for w in rest)
        return False

    return [s for s in spans if not runs_on(s)]


def _bracketed(text: str, spans: Sequence[NameSpan]) -> Iterator[NameSpan]:
    """Yield names that go on after a bracket: "Calder Pumps (UK) Ltd", "Institute (Wales) Board"."""
    for start, end in sorted({(s.start, s.end) for s in spans}):
        match = _BRACKET.match(text, end)
        # "Association for Tooling (AFT) Pump Makers Association (PMA)": a list run together, two names.
        if match:
            last = words_of(match.group("rest"))[-1]
            if _LONG_REST.match(match.group()) and last.lower not in lexicon().suffixes:
                continue
            if (last.lower,) in lexicon().heads and (
                last.lower not in lexicon().suffixes or is_legal_form(last)
            ):
                yield NameSpan(start, match.end(), "whole", 0.8)


def _acronyms_of(text: str) -> Iterator[NameSpan]:
    """Yield acronyms with the place that makes them one body's: "EDC of Lorain"."""
    for match in _ACRONYM_OF.finditer(text):
        short, place = match.group("short", "place")
        if known_place(place) and short not in lexicon().not_acronyms:
            yield NameSpan(*match.span("name"), "whole", 0.6)


def _two_names(text: str) -> Iterator[NameSpan]:
    """Yield firms called after two people: "Harland and Wolff plc", "Marsh & Sons"."""
    for match in _TWO_NAMES.finditer(text):
        lex, first = lexicon(), match.group("first") or match.group().split()[0]
        words = first.casefold(), (match.group("second") or "-").casefold()
        stop = lex.words["stop"] | lex.words["titles"] | lex.topics
        if not any(word in stop or (word,) in lex.heads for word in words) and first not in lex.known:
            yield NameSpan(*match.span(), "whole", 0.7)


def _is_places(name: str) -> bool:
    """Return whether a name is a sequence of places ("Thurrock & Southend") and none of hamlets, whose names
    are those of people and firms ("Marks and Spencer")."""
    parts = re.split(r" & | and |, ", name)
    if len(parts) < 2 or key(name) in lexicon().by_key:
        return False
    return all(known_place(part) for part in parts) and any(map(is_notable, parts))


@lru_cache(maxsize=20_000)
def is_notable(name: str) -> bool:
    """Return whether a name is that of an area, or of a town of some size."""
    return any(
        c.strong and (c.place.population >= _TOWN or c.place.kind not in ("city", "county"))
        for c in candidates_of(name)
    )


def _owns(text: str, span: NameSpan) -> bool:
    """Return whether a bare place owns the body named after it: "Rotherham's Tooling Institute"."""
    name = text[span.start : span.end]
    return bool(_OWNED.match(text, span.end)) and is_notable(name) and key(name) not in lexicon().by_key


def _lists(
    text: str, words: Sequence[TextWord], found: Sequence[NameSpan], entities: Sequence[Entity]
) -> list[NameSpan]:
    """Return the names that lists announce or contain; people and known places in them are left unchanged."""
    others = [(s, e) for s, e, label in entities if label in ("PERSON", "NORP", "LAW", "EVENT")]
    others += [(s, e) for s, e, label in entities if label in ("GPE", "LOC") and known_place(text[s:e])]
    listed = [s for s in announced(words) if not any(s.start < e and b < s.end for b, e in others)]
    sure = [(s.start, s.end) for s in [*found, *listed] if s.confidence >= 0.6]
    return [*listed, *spread(words, sure, others), *columns(text, sure, others)]


def _tagged(text: str, entity: Entity, lower_use: Counter[str]) -> Iterator[NameSpan]:
    """Yield the tagger's ORG without article, possessive mark and anything after a line break; a sequence of
    names with dashes between them is split."""
    if entity[2] != "ORG":
        return
    offset = entity[0]
    for part in _parts(text[offset : entity[1]].split("\n")[0]):
        lead = _LEAD.match(part)
        start = offset + (lead.end() if lead else 0)
        offset += len(part)
        name = _TAIL.sub("", text[start:offset])
        if "(" in name and ")" not in name:
            name = name.split("(")[0].rstrip()
        name = name if "(" in name else name.rstrip(")")
        if len(name) > 1 and key(name) not in lexicon().suffixes:
            yield NameSpan(start, start + len(name), "ner", _trust(name, lower_use))


def _parts(name: str) -> list[str]:
    """Return a sequence of names cut at its dashes, and "X's Y" cut if X is a body in its own right."""
    parts = re.split(r"( [-–—•|] )", name)
    owner = re.match(r"(.+?)(['’]s )(?=[A-Z])", name)
    if len(parts) == 1 and owner:
        words = owner.group(1).casefold().split()
        if any((word,) in lexicon().heads for word in words) or key(owner.group(1)) in lexicon().by_key:
            return [owner.group(1), owner.group(2), name[owner.end() :]]
    return parts


def _trust(name: str, lower_use: Counter[str]) -> float:
    """Return the confidence of the tagger's span when lists are built; zero if its shape rules out a name, or
    if it names a kind of body."""
    words = re.findall(r"[^\W_]+", name)
    if not any(c.isupper() or c.isdigit() for c in name) or not 1 <= len(words) <= 10 or _ODD.search(name):
        return 0.0
    lower = [word.casefold() for word in words]
    if all(lower_use[w] or lower_use[w + "s"] or lower_use[w.removesuffix("s")] for w in lower):
        return 0.35
    lex = lexicon()
    if all(w in lex.generic or (w,) in lex.heads or (w.removesuffix("s"),) in lex.heads for w in lower):
        return 0.3 if len(lower) > 2 else 0.0
    return 0.65


def _known(finder: Finder) -> Iterator[NameSpan]:
    """Yield widely known names, unless an adjacent capitalised word shows a longer name."""
    lex, words = lexicon(), finder.words
    for index, word in enumerate(words):
        if not word.capital and word.lower not in lex.lower_starts:
            continue
        for size in range(min(9, len(words) - index), 0, -1):
            end = words[index + size - 1].end
            name = finder.text[word.start : end].replace("’", "'")
            # "LAW LIBRARY OF CONGRESS", "EUROSTAT": a known name in the capitals of a heading.
            shouted = name.isupper() and len(name) > 6 and name[-1].isalpha() and key(name) in lex.by_key
            if (name in lex.known or shouted) and name not in lex.not_acronyms:
                sure = 0.9 if size > 1 or _is_alone(words, index) else 0.45
                nation = index > 0 and words[index - 1].lower in _NATIONS
                start = words[index - 1].start if nation else word.start
                yield NameSpan(start, end, "known" if word.capital else "class", sure)
                break


def _is_alone(words: Sequence[TextWord], index: int) -> bool:
    before = words[index - 1] if index else None
    after = words[index + 1] if index + 1 < len(words) else None
    led = before is not None and before.capital and before.lower not in {"the", *_NATIONS}
    followed = after is not None and after.capital and not after.text.isupper()
    return not led and not followed


def _coordinated(text: str) -> Iterator[NameSpan]:
    """Yield one span per member of "the Departments of Commerce and Labor", named in full."""
    for match in _COORDINATED.finditer(text):
        head = _SINGULAR[match.group("head").casefold()]
        for number, item in enumerate(_ITEM.finditer(text, *match.span("list"))):
            begin = match.start() if number == 0 else item.start()
            full = f"{head} {match.group('prep')} {item.group()}"
            yield NameSpan(begin, item.end(), "coordinated", 0.9, full)
