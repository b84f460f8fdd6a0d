"""Institutions of a document: every named organisation that can act, with type, scale and confidence.

Head words, a table of widely known bodies, lists and the tagger propose names; a classifier weighs the
evidence for each and gives its probability; where proposals overlap, the likeliest wins. Acronyms are joined
to their long forms; a name found in one passage is found throughout the document.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workingregions.corpus.enums import InstitutionType, MentionKind, Scale, Use
from workingregions.corpus.records import Mention, Passage
from workingregions.corpus.voices import takes
from workingregions.nlp import acronyms
from workingregions.nlp.institutions import classifier
from workingregions.nlp.institutions.candidates import candidates, is_other
from workingregions.nlp.institutions.features import Matrix, evidence, features
from workingregions.nlp.institutions.types import classify, government_of
from workingregions.nlp.institutions.vocabulary import key, lexicon
from workingregions.nlp.institutions.words import NameSpan, Proposal, words_of
from workingregions.nlp.tagger import InstitutionScores
from workingregions.nlp.text import page_of

if TYPE_CHECKING:
    from workingregions.nlp.tagger import TaggerReading

THRESHOLD = 0.4
"""Minimum confidence for a name to count as an institution."""
_FLOORS = {"coordinated": 0.9, "column": 0.6, "apposed": 0.7}
"""Least confidence of constructions that show by themselves what they name and are too rare on the training
pages to be learned: "the Departments of A and B", a table column headed "Company", "X, a charity that"."""
_LONGEST_FORM = 14
_SHORT = re.compile(r"\b[Tt]he (?P<head>[A-Z][a-z]+)\b(?! [A-Z])")
_DEFINED = re.compile(r"\s?\((?:the )?[\"“'‘]?([A-Z][A-Za-z&-]{1,9})[\"”'’]?\)")
_RUN = re.compile(r"(?: (?:and |of |for |& )?[A-Z][\w’-]+)+")
_EUROPE = re.compile(r"\bEU\b|\bEuropean\b|\bMember States?\b")
_LOOSE = frozenset(["of", "for", "the", "and", "on", "in"])
_EU_SHORT = {"Commission": "european commission", "Union": "european union"}


@dataclass(frozen=True, slots=True)
class _DocumentName:
    """An institution of the document."""

    key: str
    type: InstitutionType
    scale: Scale
    confidence: float


@dataclass(frozen=True, slots=True)
class _DocumentNames:
    """The document's institutions by key, the forms that refer to them (form -> key), and those that alone
    end in a word ("administration" -> key)."""

    names: dict[str, _DocumentName]
    forms: dict[str, str]
    heads: dict[str, str]


def find_institutions(readings: Sequence[TaggerReading], passages: Sequence[Passage]) -> list[Mention]:
    """Return the institution mentions of one document, in reading order.

    Args:
        readings: the tagger's output for each passage.
        passages: the passages, in order. Lists of references get mentions that do not count.

    `entity` is the name's key: lower case, without article, nation and legal form. Short forms ("the
    Partnership") are mentions too, with `counted` False: they do not name anybody by themselves.
    """
    texts = [passage.text for passage in passages]
    pairs = [acronyms.find(text) for text in texts]
    proposals, rows = propose(texts, readings, pairs)
    sure = classifier.load().probability(np.vstack(rows)) if rows else np.zeros(0)
    ends = np.cumsum([0, *map(len, proposals)])
    spans = [likeliest(found, sure[a:b]) for found, a, b in zip(proposals, ends, ends[1:], strict=False)]
    shorts = _short_forms(texts, spans, pairs)
    index = _index(texts, readings, spans, shorts)
    european = sum(len(_EUROPE.findall(text)) for text in texts) > 1
    found = []
    for passage, proposed in zip(passages, spans, strict=True):
        found += _mentions(passage, proposed, index, european=european)
    return found


def propose(
    texts: Sequence[str], readings: Sequence[TaggerReading], pairs: Sequence[Sequence[acronyms.Pair]]
) -> tuple[list[list[Proposal]], list[Matrix]]:
    """Return the candidates of each text of a document and their features, one matrix per text."""
    lower_use = _lower_use(texts)
    proposals = [candidates(text, reading, lower_use) for text, reading in zip(texts, readings, strict=True)]
    shorts = {pair.short: pair.long for found in pairs for pair in found}
    use = evidence(texts, readings, proposals, shorts, lower_use)
    rows = [
        features(text, reading, spans, use)
        for text, reading, spans in zip(texts, readings, proposals, strict=True)
    ]
    return proposals, rows


def likeliest(proposals: Sequence[Proposal], probabilities: Iterable[float]) -> list[NameSpan]:
    """Return the proposals that win where they overlap, in order: the likeliest first, then the longer."""
    floored = [
        (p, max([float(sure), *(_FLOORS[s] for s in p.sources & _FLOORS.keys())]))
        for p, sure in zip(proposals, probabilities, strict=True)
    ]
    ranked = sorted(
        floored,
        key=lambda x: ("coordinated" not in x[0].sources, -x[1], x[0].start - x[0].end, x[0].start),
    )
    chosen: list[NameSpan] = []
    for p, sure in ranked:
        if all(p.end <= other.start or p.start >= other.end for other in chosen):
            chosen.append(NameSpan(p.start, p.end, "model", float(sure), p.name, p.type))
    return sorted(chosen, key=lambda s: s.start)


def _lower_use(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word occurs in lower case: a word that does is not a proper name by itself."""
    return Counter(word for text in texts for word in re.findall(r"(?<![\w-])[a-z][a-z-]+", text))


def _short_forms(
    texts: Sequence[str], spans: Sequence[list[NameSpan]], pairs: Sequence[Sequence[acronyms.Pair]]
) -> dict[str, tuple[str, float]]:
    """Return acronym -> (long name, confidence), from definitions; confidence 0 if not an institution's."""
    found: dict[str, tuple[str, float]] = {}
    for text, proposed, defined in zip(texts, spans, pairs, strict=True):
        for pair in defined:
            if len(pair.short) < 2:
                continue
            end = pair.long_start + len(pair.long)
            fits = [s for s in proposed if abs(s.end - end) <= 2 and s.start <= pair.long_start + 8]
            if fits:
                best = max(fits, key=lambda s: s.confidence)
                found.setdefault(pair.short, (best.name or text[best.start : best.end], best.confidence))
            elif pair.confidence >= 0.9:
                found.setdefault(pair.short, (pair.long, 0.0))
        for span in proposed:
            after = _DEFINED.match(text, span.end)
            if after and sum(c.isupper() for c in after.group(1)) >= 2 and span.confidence >= THRESHOLD:
                found.setdefault(after.group(1), (span.name or text[span.start : span.end], span.confidence))
    return found


def _index(
    texts: Sequence[str],
    readings: Sequence[TaggerReading],
    spans: Sequence[list[NameSpan]],
    shorts: Mapping[str, tuple[str, float]],
) -> _DocumentNames:
    sure: dict[str, float] = {}
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, str] = {}
    forms: dict[str, str] = {}
    full = {_entity(long): long for long, trust in shorts.values() if trust}
    scores: dict[str, list[InstitutionScores]] = defaultdict(list)
    for text, reading, proposed in zip(texts, readings, spans, strict=True):
        for span in proposed:
            form = text[span.start : span.end]
            long, trust = shorts.get(form, ("", 0.0))
            if form in shorts and not trust:
                continue
            entity = _entity(long if trust else span.name or form)
            sure[entity] = max(sure.get(entity, 0.0), span.confidence, trust)
            seen[entity][span.name or form] += 1
            scores[entity].append(reading.institution_scores(span.start, span.end))
            kinds.setdefault(entity, span.type)
            if not span.name:
                forms[form] = entity
    forms |= {short: _entity(long) for short, (long, trust) in shorts.items() if trust >= THRESHOLD}
    same = _variants(seen, sure)
    names = {}
    for entity, confidence in sure.items():
        if entity in same:
            continue
        display = full.get(entity) or min(seen[entity], key=lambda form: (-len(form), form))
        kind, scale = _classify(entity, display, kinds[entity], InstitutionScores.mean(scores[entity]))
        names[entity] = _DocumentName(entity, kind, scale, confidence)
    forms = {form: same.get(entity, entity) for form, entity in forms.items()}
    forms = {form: e for form, e in forms.items() if e in names and names[e].confidence >= THRESHOLD}
    ends: Mapping[str, set[str]] = defaultdict(set)
    for entity, name in names.items():
        if " " in entity and name.confidence >= 0.6:
            ends[entity.split()[-1]].add(entity)
    # A name that ends a longer one ("port commission") is that one, cut short.
    ends = {
        word: {e for e in found if not any(o != e and o.endswith(f" {e}") for o in found)}
        for word, found in ends.items()
    }
    return _DocumentNames(
        names, forms, {word: next(iter(found)) for word, found in ends.items() if len(found) == 1}
    )


def _classify(
    entity: str, display: str, announced: str, scores: InstitutionScores
) -> tuple[InstitutionType, Scale]:
    """Return type and scale: of a known body from the table, else from its name and the tagger's scores."""
    known = lexicon().by_key.get(entity)
    if known is not None:
        return known.type, known.scale
    kind, scale = classify(display, scores)
    if kind is InstitutionType.FIRM and announced:
        return InstitutionType(announced), scale
    if kind is InstitutionType.FIRM and (government := government_of(display)):
        return government
    return kind, scale


def _variants(seen: Mapping[str, Counter[str]], sure: Mapping[str, float]) -> dict[str, str]:
    """Return the keys that are short for another key: acronyms, and names cut before "of" or "for"."""
    long_of: dict[str, set[str]] = defaultdict(set)
    for entity in seen:
        words = entity.split()
        if len(words) > 2 and sure[entity] >= THRESHOLD:
            initials = "".join(w[0] for w in words if w not in _LOOSE)
            long_of[initials].add(entity)
            for form in seen[entity]:
                for cut in re.finditer(r" (?:of|for) ", form):
                    long_of[key(form[: cut.start()])].add(entity)
    same = {}
    for entity, forms in seen.items():
        longs = long_of.get(entity, set()) - {entity}
        acronym = " " not in entity and all(form.isupper() and len(form) > 2 for form in forms)
        if len(longs) == 1 and (acronym or " " in entity) and entity not in lexicon().by_key:
            same[entity] = next(iter(longs))
    loose: dict[str, list[str]] = defaultdict(list)
    for entity in seen:
        if " " in entity:
            loose[" ".join(w for w in entity.split() if w not in _LOOSE)].append(entity)
    for twins in loose.values():
        # "Department of Business" and "for Business": the known name, else the first in the alphabet.
        first = min(twins, key=lambda e: (e not in lexicon().by_key, e))
        same |= {e: first for e in twins if e != first}
    return {short: same.get(long, long) for short, long in same.items()}


def _entity(name: str) -> str:
    """Return the key under which a name is grouped; known aliases share the key of the canonical name."""
    name_key = key(name)
    known = lexicon().known.get(name) or (lexicon().by_key.get(name_key) if len(name_key) > 4 else None)
    return key(known.name) if known else name_key


def _again(text: str, forms: Mapping[str, str]) -> Iterator[NameSpan]:
    """Yield every occurrence of a form of the document's names as whole words, the longest at each offset."""
    words = words_of(text)
    for index, word in enumerate(words):
        if word.kind != "word":
            continue
        for size in range(min(_LONGEST_FORM, len(words) - index), 0, -1):
            end = words[index + size - 1].end
            if text[word.start : end] in forms:
                yield NameSpan(word.start, end, "again", 0.5)
                break


def _with_again(text: str, proposed: Sequence[NameSpan], index: _DocumentNames) -> list[NameSpan]:
    """Return the names of the text: likely ones first, then the document's names again wherever they are
    free, or where only a part of one was found ("Port Commission" of "Cuyahoga Land and Port Commission")."""
    named = [s for s in proposed if s.confidence >= THRESHOLD]
    again = list(_again(text, index.forms))
    for span in again:
        inside = [s for s in named if span.start <= s.start and s.end <= span.end]
        sure = index.names[index.forms[text[span.start : span.end]]].confidence
        if len(inside) == 1 and inside[0].confidence < sure and len(text[span.start : span.end].split()) > 2:
            named.remove(inside[0])
    for span in [*again, *(s for s in proposed if s.confidence < THRESHOLD)]:
        if all(span.end <= other.start or span.start >= other.end for other in named):
            named.append(span)
    return sorted(named, key=lambda s: s.start)


def _mentions(
    passage: Passage, proposed: Sequence[NameSpan], index: _DocumentNames, *, european: bool
) -> list[Mention]:
    text = passage.text
    found: list[Mention] = []
    for span in _with_again(text, proposed, index):
        form = text[span.start : span.end]
        if _inside_other(text, span.end):
            continue
        entity = _entity(span.name) if span.name else index.forms.get(form, "")
        name = index.names.get(entity)
        if name is not None and name.confidence >= THRESHOLD:
            sure = max(span.confidence, 0.95 * name.confidence)
            found.append(_mention(passage, span.start, span.end, name, sure, counted=True))
    taken = [(m.start, m.end) for m in found]
    for match in _SHORT.finditer(text):
        start, end = match.span("head")
        head = match.group("head")
        if (
            any(s < end and start < e for s, e in taken)
            or head.casefold() not in lexicon().words["short_forms"]
        ):
            continue
        named = (m for m in found if m.start < start and m.entity in index.names)
        before = [m for m in named if head.casefold() in m.entity.split()]
        only = index.heads.get(head.casefold(), "")
        if before or only:
            name = index.names[max(before, key=lambda m: m.start).entity if before else only]
            found.append(_mention(passage, start, end, name, 0.5, counted=False))
        elif european and head in _EU_SHORT:
            known = lexicon().by_key[_EU_SHORT[head]]
            name = _DocumentName(_EU_SHORT[head], known.type, known.scale, 0.7)
            found.append(_mention(passage, start, end, name, 0.7, counted=True))
    return sorted(found, key=lambda m: m.start)


def _inside_other(text: str, end: int) -> bool:
    """Return whether capitalised words after a name make it part of something else: "EU Withdrawal Act"."""
    after = _RUN.match(text, end)
    return after is not None and is_other(after.group().strip())


def _mention(
    passage: Passage, start: int, end: int, name: _DocumentName, sure: float, *, counted: bool
) -> Mention:
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
        confidence=round(sure, 3),
        type=name.type,
        scale=name.scale,
        counted=counted and takes(Use.NAMES, passage.voice),
        voice=passage.voice,
    )
