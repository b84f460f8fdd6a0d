"""Institutions of a document: every named organisation that can act, with type, scale and confidence.

Head words, a table of widely known bodies, lists and the tagger propose names; a classifier weighs the
evidence for each and gives its probability; where proposals overlap, the likeliest wins. Acronyms are joined
to their long forms; a name found in one passage is found throughout the document.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workingregions.corpus.enums import InstitutionType, MentionKind, Scale, Use
from workingregions.corpus.records import Mention, Passage
from workingregions.corpus.voices import takes
from workingregions.nlp import acronyms
from workingregions.nlp.institutions import classifier
from workingregions.nlp.institutions.activity import activity
from workingregions.nlp.institutions.aliases import entity_of, stated, variants
from workingregions.nlp.institutions.barred import is_other
from workingregions.nlp.institutions.candidates import candidates
from workingregions.nlp.institutions.features import Matrix, evidence, features
from workingregions.nlp.institutions.setting import acts as acts_here
from workingregions.nlp.institutions.types import classify, government_of, has_head
from workingregions.nlp.institutions.vocabulary import key, lexicon
from workingregions.nlp.institutions.words import NameSpan, Proposal, words_of
from workingregions.nlp.tagger import InstitutionScores
from workingregions.nlp.text import page_of

if TYPE_CHECKING:
    from workingregions.nlp.tagger import TaggerReading

THRESHOLD = 0.4
"""Minimum confidence for a name to count as an institution."""
UNSUPPORTED = 0.6
"""The same for a name that occurs once in its document, where neither its words nor those beside it show that
it is a body. On development pages the names between the two were right in fewer than half of the cases."""
_FLOORS = {"coordinated": 0.9, "column": 0.6, "apposed": 0.7, "campus": 0.9, "class": 0.7, "placed": 0.5}
"""Least confidence of constructions that show by themselves what they name and are too rare on the training
pages to be learned: "the Departments of A and B", a table column headed "Company", "X, a charity that"."""
_WHOLE = frozenset(["coordinated", "campus", "whole"])
"""Constructions that show by themselves where a name ends; they win over its parts."""
_LONGEST_FORM = 14
_AMBIGUOUS = 3
"""Letters up to which an acronym has many meanings."""
_SHORT = re.compile(r"\b[Tt]he (?P<head>[A-Z][a-z]+)\b(?! [A-Z])")
_RUN = re.compile(r" (?:of |for )?[A-Z][\w’-]+(?: (?:and |of |for |& )?[A-Z][\w’-]+)*")
_EUROPE = re.compile(r"\bEU\b|\bEuropean\b|\bMember States?\b")
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
    """The document's institutions by key, the forms that refer to them (form -> key, confidence), and those
    that alone end in a word ("administration" -> key)."""

    names: dict[str, _DocumentName]
    forms: dict[str, tuple[str, float]]
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
    forms = {t[p.start : p.end] for t, found in zip(texts, proposals, strict=True) for p in found}
    shorts = stated(texts, spans, pairs, forms)
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
    # What makes a longer name of a name is as sure as the name: "Calder Pumps (UK) Ltd".
    floored = [
        (p, max([sure, *(s for o, s in floored if p.start <= o.start and o.end <= p.end)]))
        if p.sources & _WHOLE
        else (p, sure)
        for p, sure in floored
    ]
    ranked = sorted(
        floored,
        key=lambda x: (not x[0].sources & _WHOLE, -x[1], x[0].start - x[0].end, x[0].start),
    )
    chosen: list[NameSpan] = []
    for p, sure in ranked:
        if all(p.end <= other.start or p.start >= other.end for other in chosen):
            chosen.append(NameSpan(p.start, p.end, "model", float(sure), p.name, p.type))
    return sorted(chosen, key=lambda s: s.start)


def _lower_use(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word occurs in lower case: a word that does is not a proper name by itself."""
    return Counter(word for text in texts for word in re.findall(r"(?<![\w-])[a-z][a-z-]+", text))


def _index(
    texts: Sequence[str],
    readings: Sequence[TaggerReading],
    spans: Sequence[list[NameSpan]],
    shorts: Mapping[str, tuple[str, float]],
) -> _DocumentNames:
    said = _said(texts, spans)
    sure: dict[str, float] = {}
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, str] = {}
    forms: dict[str, tuple[str, float]] = {}
    full = {entity_of(long): long for long, trust in shorts.values() if trust}
    scores: dict[str, list[InstitutionScores]] = defaultdict(list)
    acts: dict[str, Scale] = {}
    supported: set[str] = set()
    for text, reading, proposed in zip(texts, readings, spans, strict=True):
        for span in proposed:
            form = span.name or text[span.start : span.end]
            long, trust = shorts.get(form, ("", 0.0))
            if form in shorts and not trust:
                continue
            entity = entity_of(long if trust else form)
            # An alias that the document states is as sure as the name it is given for.
            confidence = max(said[form], said.get(long, trust)) if trust else said[form]
            sure[entity] = max(sure.get(entity, 0.0), confidence)
            seen[entity][form] += 1
            scores[entity].append(reading.institution_scores(span.start, span.end))
            kinds.setdefault(entity, span.type)
            if trust or seen[entity].total() > 1 or _is_supported(text, span, form):
                supported.add(entity)
            if entity not in acts and (far := activity(text, span.start, span.end)) is not None:
                acts[entity] = far
            forms[form] = (entity, confidence)
    for short, (long, trust) in shorts.items():
        if trust:
            forms[short] = (entity_of(long), max(said.get(short, 0.0), said.get(long, trust)))
    same = variants(seen, sure)
    names = {}
    for entity, confidence in sure.items():
        if entity in same:
            continue
        display = full.get(entity) or min(seen[entity], key=lambda form: (-len(form), form))
        kind, scale = _classify(entity, display, kinds[entity], InstitutionScores.mean(scores[entity]))
        if kind is InstitutionType.FIRM and scale is Scale.UNKNOWN:
            scale = acts.get(entity, scale)
        names[entity] = _DocumentName(entity, kind, scale, confidence)
    supported |= {same[entity] for entity in supported & same.keys()}
    forms = {form: (same.get(entity, entity), c) for form, (entity, c) in forms.items()}
    return _DocumentNames(names, _sure_enough(forms, names, supported), _ends(names))


def _sure_enough(
    forms: Mapping[str, tuple[str, float]], names: Container[str], supported: Container[str]
) -> dict[str, tuple[str, float]]:
    """Return the forms of `names` whose confidence suffices."""
    return {
        form: (entity, sure)
        for form, (entity, sure) in forms.items()
        if entity in names and sure >= (THRESHOLD if entity in supported else UNSUPPORTED)
    }


def _is_supported(text: str, span: NameSpan, form: str) -> bool:
    """Return whether a name's own words, or those beside it, show it to be a body."""
    # Short acronyms of widely known bodies mean other things as well: "the MOD (medical officer of the day)".
    known = form in lexicon().known or key(form) in lexicon().by_key
    known = known and len(form) > _AMBIGUOUS
    return known or has_head(form) or bool(span.type) or acts_here(text, span.start, span.end)


def _said(texts: Sequence[str], spans: Sequence[list[NameSpan]]) -> dict[str, float]:
    """Return form -> confidence: the mean log odds of all its occurrences in the document.

    No single occurrence decides: on documents outside the training set, the mean is better calibrated than
    the occurrence's own probability, and that better than the highest.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for text, proposed in zip(texts, spans, strict=True):
        for span in proposed:
            sure = min(max(span.confidence, 1e-4), 1 - 1e-4)
            found[span.name or text[span.start : span.end]].append(math.log(sure / (1 - sure)))
    return {form: 1 / (1 + math.exp(-sum(odds) / len(odds))) for form, odds in found.items()}


def _ends(names: Mapping[str, _DocumentName]) -> dict[str, str]:
    """Return the last words of the document's names that one name alone has."""
    ends: Mapping[str, set[str]] = defaultdict(set)
    for entity, name in names.items():
        if " " in entity and name.confidence >= 0.6:
            ends[entity.split()[-1]].add(entity)
    # A name that ends a longer one ("port commission") is that one, cut short.
    ends = {
        word: {e for e in found if not any(o != e and o.endswith(f" {e}") for o in found)}
        for word, found in ends.items()
    }
    return {word: next(iter(found)) for word, found in ends.items() if len(found) == 1}


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


def _again(text: str, forms: Container[str]) -> Iterator[tuple[int, int]]:
    """Yield every occurrence of a form of the document's names as whole words, the longest at each offset."""
    words = words_of(text)
    for index, word in enumerate(words):
        if word.kind != "word":
            continue
        for size in range(min(_LONGEST_FORM, len(words) - index), 0, -1):
            end = words[index + size - 1].end
            if text[word.start : end] in forms:
                yield word.start, end
                break


def _all_spans(
    text: str, proposed: Sequence[NameSpan], index: _DocumentNames
) -> list[tuple[int, int, str, float]]:
    """Return (start, end, key, confidence) of the names of the text: those found, and the document's names
    again wherever they are free, or where only a part of one was found ("Port Commission" of "Cuyahoga Land
    and Port Commission")."""
    named = []
    for span in proposed:
        entity, sure = index.forms.get(span.name or text[span.start : span.end], ("", 0.0))
        if entity:
            named.append((span.start, span.end, entity, sure))
    for start, end in _again(text, index.forms):
        entity, sure = index.forms[text[start:end]]
        inside = [n for n in named if start <= n[0] and n[1] <= end]
        if len(inside) == 1 and inside[0][3] < sure and len(text[start:end].split()) > 2:
            named.remove(inside[0])
        if all(end <= n[0] or start >= n[1] for n in named):
            named.append((start, end, entity, sure))
    return sorted(named)


def _mentions(
    passage: Passage, proposed: Sequence[NameSpan], index: _DocumentNames, *, european: bool
) -> list[Mention]:
    text = passage.text
    found: list[Mention] = []
    for start, end, entity, sure in _all_spans(text, proposed, index):
        if not _inside_other(text, end):
            found.append(_mention(passage, start, end, index.names[entity], sure, counted=True))
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
