"""Institutions of a document: every named organisation that can act, with type, scale and confidence.

Three signals propose names: head words with their modifiers and complements, a table of widely known
bodies, and the entity recogniser. What is not an institution is filtered (laws, plans, posts, generic
kinds of bodies), acronyms are joined to their long forms, and a name found with confidence in one
passage is found in every passage of the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.corpus.records import InstitutionType, Mention, MentionKind, Passage, Scale
from workingregions.nlp import acronyms
from workingregions.nlp.institutions_lexicon import key, lexicon
from workingregions.nlp.institutions_spans import Finder, Span, words_of
from workingregions.nlp.institutions_types import classify
from workingregions.nlp.passages import page_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

THRESHOLD = 0.5
"""Names below this confidence are not institutions for us."""
_SHORT = re.compile(r"\b[Tt]he (?P<head>[A-Z][a-z]+)\b")
_COORDINATED = re.compile(
    r"\b(?P<head>[Uu]niversities|[Dd]epartments|[Mm]inistries|[Cc]hambers of [Cc]ommerce|[Cc]ities|[Cc]ounties) "
    r"(?P<prep>of|for) (?P<list>(?:the )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*(?:, (?:the )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)*,? "
    r"(?:and|&) (?:the )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)"
)
_SINGULAR = {
    "universities": "University",
    "departments": "Department",
    "ministries": "Ministry",
    "chambers of commerce": "Chamber of Commerce",
    "cities": "City",
    "counties": "County",
}


@dataclass(frozen=True, slots=True)
class _Name:
    """An institution of the document: its key, type, scale, best confidence and the forms it takes."""

    key: str
    type: InstitutionType
    scale: Scale
    confidence: float


def find(docs: Sequence[Doc], passages: Sequence[Passage]) -> list[Mention]:
    """The institution mentions of one document, in reading order.

    Args:
        docs: one spaCy Doc a passage, with entities.
        passages: the passages, in order. Those with `reference` set get mentions that do not count.

    Short forms ("the Partnership") are mentions too, with `counted` False: they name nobody by themselves.
    """
    texts = [passage.text for passage in passages]
    lower_use = _lower_use(texts)
    spans = [_candidates(doc, text, lower_use) for doc, text in zip(docs, texts, strict=True)]
    shorts = _short_forms(texts, spans)
    names, forms = _names(texts, spans, shorts)
    found: list[Mention] = []
    for passage, proposed in zip(passages, spans, strict=True):
        chosen = _choose(passage.text, proposed, forms)
        found.extend(_mentions(passage, chosen, names, forms))
    return found


def _lower_use(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in lower case: a word that does is no proper name by itself."""
    return Counter(word for text in texts for word in re.findall(r"(?<![\w-])[a-z][a-z-]+", text))


def _candidates(doc: Doc, text: str, lower_use: Counter[str]) -> list[Span]:
    entities = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
    finder = Finder(text, entities)
    found = [*_coordinated(text), *_known(finder), *finder.heads()]
    for start, end, label in entities:
        if label != "ORG":
            continue
        span = _trim(text, start, end)
        if span is not None:
            found.append(Span(*span, "ner", _ner_confidence(text[span[0] : span[1]], lower_use)))
    return [s for s in found if s.confidence >= 0.3 and not _is_other(s.name or text[s.start : s.end])]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """An entity without article, possessive mark and what stands past a line break."""
    piece = text[start:end]
    lead = re.match(r"(?:[Tt]he |THE |[Aa]n? |[^\w]+)*", piece)
    start += lead.end() if lead else 0
    piece = text[start:end].split("\n")[0]
    piece = re.sub(r"(?:['’]s?|[^\w.)]|\.(?<![A-Z]\.)(?<!Inc\.)(?<!Ltd\.)(?<!Co\.)(?<!Corp\.))+$", "", piece)
    if "(" in piece and ")" not in piece:
        piece = piece.split("(")[0].rstrip()
    piece = piece.rstrip(")") if "(" not in piece else piece
    return (start, start + len(piece)) if len(piece) > 1 else None


def _ner_confidence(name: str, lower_use: Counter[str]) -> float:
    words = re.findall(r"[^\W_]+", name)
    if not any(c.isupper() for c in name) or len(words) > 10 or not words:
        return 0.0
    if all(lower_use[w.casefold()] for w in words):
        return 0.3
    if len(words) == 1 and words[0].isupper():
        return 0.55 if len(words[0]) > 2 else 0.35
    return 0.6


def _is_other(name: str) -> bool:
    """Whether a name is plainly something else: a law, a plan, a post, an abbreviation of the trade."""
    lex = lexicon()
    if name in lex.not_acronyms or name.rstrip("s") in lex.not_acronyms:
        return True
    words = [w.lower for w in words_of(name) if w.kind == "word"]
    if not words:
        return True
    if key(name) in lex.by_key:
        return False
    if words[-1] in lex.not_heads or " ".join(words[-2:]) in lex.not_heads:
        return True
    return bool(re.fullmatch(r"[\d\W]*", name))


def _known(finder: Finder) -> Iterator[Span]:
    """Widely known names, where no capitalised word before shows a longer name."""
    known, words = lexicon().known, finder.words
    for at, word in enumerate(words):
        if not word.capital:
            continue
        for size in range(min(9, len(words) - at), 0, -1):
            last = words[at + size - 1]
            name = finder.text[word.start : last.end].replace("’", "'")
            if name not in known or (size == 1 and word.text.isupper() and name in lexicon().not_acronyms):
                continue
            before = words[at - 1] if at else None
            after = words[at + size] if at + size < len(words) else None
            alone = not (
                before and before.capital and before.lower not in ("the", "u.s.", "us", "uk")
            ) and not (after and after.capital and not after.text.isupper())
            yield Span(word.start, last.end, "known", 0.9 if size > 1 or alone else 0.45)
            break


def _coordinated(text: str) -> Iterator[Span]:
    """ "the Departments of Commerce and Labor": one span a member, named in full."""
    for match in _COORDINATED.finditer(text):
        head = _SINGULAR[match.group("head").casefold()]
        for number, item in enumerate(re.finditer(r"(?:(?!and\b)[^\s,&]+ ?)+", match.group("list"))):
            name = item.group().strip()
            start = match.start("list") + item.start()
            begin = match.start() if number == 0 else start
            yield Span(begin, start + len(name), "coordinated", 0.9, f"{head} {match.group('prep')} {name}")


def _short_forms(texts: Sequence[str], spans: Sequence[list[Span]]) -> dict[str, tuple[str, float]]:
    """Acronym -> (long name, confidence), from definitions whose long form is, or is not, an institution."""
    found: dict[str, tuple[str, float]] = {}
    for text, proposed in zip(texts, spans, strict=True):
        for pair in acronyms.find(text):
            ends = pair.long_start + len(pair.long)
            fits = [
                s
                for s in proposed
                if s.end >= ends - 2 and s.start <= pair.long_start + 8 and s.end <= ends + 2
            ]
            if fits:
                best = max(fits, key=lambda s: (s.confidence, s.end - s.start))
                name = best.name or text[best.start : best.end]
                found.setdefault(pair.short, (name, best.confidence))
            elif pair.confidence >= 0.9:
                found.setdefault(pair.short, (pair.long, 0.0))
        for span in proposed:
            after = re.match(
                r"\s?\((?:the )?[\"“'‘]?([A-Z][A-Za-z&]{1,9})[\"”'’]?\)", text[span.end : span.end + 20]
            )
            if after and sum(c.isupper() for c in after.group(1)) >= 2 and span.confidence >= THRESHOLD:
                found.setdefault(after.group(1), (span.name or text[span.start : span.end], span.confidence))
    return found


def _names(
    texts: Sequence[str], spans: Sequence[list[Span]], shorts: dict[str, tuple[str, float]]
) -> tuple[dict[str, _Name], dict[str, tuple[str, float]]]:
    """Institutions by key, and every form that stands for one: form -> (key, confidence)."""
    best: dict[str, float] = {}
    forms: dict[str, tuple[str, float]] = {}
    counts: Counter[str] = Counter()
    for text, proposed in zip(texts, spans, strict=True):
        for span in proposed:
            form = text[span.start : span.end]
            name = span.name or form
            short = shorts.get(form)
            if short is not None and short[1] == 0.0:
                continue
            entity = _entity(short[0] if short else name)
            sure = max(span.confidence, short[1]) if short else span.confidence
            best[entity] = max(best.get(entity, 0.0), sure)
            counts[entity] += 1
            if not span.name and sure > forms.get(form, ("", 0.0))[1]:
                forms[form] = (entity, sure)
    for short_form, (long, sure) in shorts.items():
        if sure >= THRESHOLD:
            forms[short_form] = (_entity(long), max(sure, 0.8))
    names = {}
    display = {entity: form for form, (entity, _) in forms.items() if len(form) >= 0}
    for entity, confidence in best.items():
        raised = min(0.97, confidence + 0.03 * min(counts[entity] - 1, 4))
        kind, scale = classify(display.get(entity, entity) if entity not in lexicon().by_key else entity)
        names[entity] = _Name(entity, kind, scale, raised)
    return names, {
        form: v for form, v in forms.items() if names.get(v[0]) and names[v[0]].confidence >= THRESHOLD
    }


def _entity(name: str) -> str:
    """The key under which a name is gathered; known aliases share the key of the canonical name."""
    own = key(name)
    known = lexicon().known.get(name) or lexicon().by_key.get(own if len(own) > 4 else "")
    return key(known.name) if known else own


def _choose(text: str, proposed: Sequence[Span], forms: dict[str, tuple[str, float]]) -> list[Span]:
    """Spans that do not overlap: the document's names are looked up too; longer and surer spans win."""
    everything = [*proposed, *_again(text, forms)]
    everything.sort(key=lambda s: (-(s.source == "coordinated"), -(s.end - s.start) * s.confidence, s.start))
    chosen: list[Span] = []
    for span in everything:
        if all(span.end <= other.start or span.start >= other.end for other in chosen):
            chosen.append(span)
    return sorted(chosen, key=lambda s: s.start)


def _again(text: str, forms: dict[str, tuple[str, float]]) -> Iterator[Span]:
    """Every place where a form of the document's names stands as whole words."""
    words = words_of(text)
    longest = 12
    for at, word in enumerate(words):
        if word.kind != "word":
            continue
        for size in range(min(longest, len(words) - at), 0, -1):
            form = text[word.start : words[at + size - 1].end]
            if form in forms:
                yield Span(word.start, words[at + size - 1].end, "again", forms[form][1] - 0.02)
                break


def _mentions(
    passage: Passage, chosen: Sequence[Span], names: dict[str, _Name], forms: dict[str, tuple[str, float]]
) -> Iterator[Mention]:
    found = []
    for span in chosen:
        text = passage.text[span.start : span.end]
        entity = _entity(span.name) if span.name else forms.get(text, (_entity(text), 0.0))[0]
        name = names.get(entity)
        if name is None or name.confidence < THRESHOLD:
            continue
        sure = round(max(span.confidence, 0.9 * name.confidence), 3)
        found.append(_mention(passage, span.start, span.end, name, sure, counted=not passage.reference))
    taken = [(m.start, m.end) for m in found]
    for match in _SHORT.finditer(passage.text):
        start, end = match.span("head")
        if any(s < end and start < e for s, e in taken):
            continue
        head = match.group("head").casefold()
        before = [m for m in found if m.start < start and head in m.entity.split()]
        if before:
            name = names[max(before, key=lambda m: m.start).entity]
            found.append(_mention(passage, start, end, name, 0.5, counted=False))
    yield from sorted(found, key=lambda m: m.start)


def _mention(passage: Passage, start: int, end: int, name: _Name, sure: float, *, counted: bool) -> Mention:
    return Mention(
        id=f"{passage.id}-i{start:05d}",
        document=passage.document,
        passage=passage.id,
        page=page_of(passage, start),
        start=start,
        end=end,
        kind=MentionKind.INSTITUTION,
        text=passage.text[start:end],
        entity=name.key,
        confidence=sure,
        type=name.type,
        scale=name.scale,
        counted=counted,
    )
