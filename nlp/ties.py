"""Ties between institutions: who funds, partners, is part of, governs, creates or serves whom.

A sentence that names two institutions and holds a trigger is parsed; a tie is read where the grammar
links both names to the trigger (subject, object, agent, preposition), where a noun carries it ("with
funding from"), or where one name stands inside another's phrase (possessive, apposition, "X at Y").
Co-mention is never a tie. Rules and confidences are in nlp/data/tie_*.csv.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from workingregions.corpus.records import InstitutionType, Mention, Passage, Relation, Tie
from workingregions.nlp import spacy_model
from workingregions.nlp.institutions_lexicon import lines
from workingregions.nlp.passages import page_of, sentences
from workingregions.nlp.ties_grammar import Graph, mask, modality

_REFERENCE = re.compile(r"\b(?:It|(?P<its>[Ii]ts)|[Tt]he (?P<noun>[a-z]+))\b")
MOST_MENTIONS = 14
"""A sentence with more names is a list; its parse is not trusted."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A trigger: the relation it states and the roles of its ends."""

    relation: Relation
    source: str
    target: str
    confidence: float
    need: str = ""


_NESTED_PART = Rule(Relation.PART_OF, "", "", 0.75)
_NESTED_FUNDS = Rule(Relation.FUNDS, "", "", 0.75)
_JOINT = Rule(Relation.PARTNERS, "", "", 0.65)


@cache
def rules() -> tuple[dict[str, list[Rule]], dict[str, list[Rule]], dict[str, frozenset[str]]]:
    """Verb rules and noun rules by lemma, and word classes by name."""
    verbs: dict[str, list[Rule]] = defaultdict(list)
    nouns: dict[str, list[Rule]] = defaultdict(list)
    for line in lines("tie_verbs.csv"):
        lemma, relation, source, target, confidence, need = line.split(",")
        verbs[lemma].append(Rule(Relation(relation), source, target, float(confidence), need))
    for line in lines("tie_nouns.csv"):
        noun, relation, source, target, confidence = line.split(",")
        nouns[noun].append(Rule(Relation(relation), source, target, float(confidence)))
    classes = {
        name: frozenset(words.split())
        for name, words in (row.split(",", 1) for row in lines("tie_words.csv"))
    }
    return dict(verbs), dict(nouns), classes


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    start: int
    end: int
    mentions: tuple[Mention, ...]

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def find(passages: Sequence[Passage], mentions: Sequence[Mention]) -> list[Tie]:
    """The ties of one document, in reading order, one for each (sentence, source, relation, target).

    Args:
        passages: the document's passages.
        mentions: its institution mentions; short forms that do not count may be ends of ties too.
    """
    candidates = list(_sentences(passages, mentions))
    names = _names(mentions)
    found: list[Tie] = []
    masked = [
        mask(s.text, [(m.start - s.start, m.end - s.start, m.entity) for m in s.mentions]) for s in candidates
    ]
    docs = spacy_model.parse([text for text, _ in masked])
    for sentence, (_, marks), doc in zip(candidates, masked, docs, strict=True):
        found.extend(_ties(sentence, Graph(doc, marks, rules()[2]), names))
    return found


def _names(mentions: Sequence[Mention]) -> dict[str, str]:
    """The fullest form of each entity that counts."""
    best: dict[str, str] = {}
    for mention in mentions:
        if mention.counted and len(mention.text) > len(best.get(mention.entity, "")):
            best[mention.entity] = mention.text
    return best


def _sentences(passages: Sequence[Passage], mentions: Sequence[Mention]) -> Iterator[_Sentence]:
    """Sentences in which two institutions are named or referred to."""
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_passage[mention.passage].append(mention)
    for passage in passages:
        inside = by_passage[passage.id]
        if passage.reference or len({m.entity for m in inside}) < 2:
            continue
        last: tuple[Mention, ...] = ()
        for start, end in stretches(passage.text):
            held = tuple(m for m in inside if start <= m.start and m.end <= end)
            meant = _referred(passage.text, start, end, held, last)
            everyone = tuple(sorted((*held, *meant), key=lambda m: m.start))
            if len({m.entity for m in everyone}) >= 2 and len(held) <= MOST_MENTIONS and end - start < 1200:
                yield _Sentence(passage, start, end, everyone)
            last = held or last


def _referred(
    text: str, start: int, end: int, held: Sequence[Mention], last: Sequence[Mention]
) -> Iterator[Mention]:
    """Who "it" (as the subject) or "the company" stands for: an institution of the sentence before."""
    _, _, classes = rules()
    for match in _REFERENCE.finditer(text, start, end):
        noun = match.group("noun")
        if any(m.start < match.end() and match.start() < m.end for m in held):
            continue
        if match.group("its"):
            near = [m for m in held if m.end <= match.start()][:1] or list(last[:1])
        elif noun is None:
            near = [m for m in last[:1] if match.start() == start]
        else:
            near = [
                m for m in (*last, *(m for m in held if m.end <= match.start())) if _fits(m, noun, classes)
            ]
        if near:
            yield replace(near[-1], start=match.start(), end=match.end(), text=match.group(), counted=False)


def _fits(mention: Mention, noun: str, classes: dict[str, frozenset[str]]) -> bool:
    if noun in classes["company"]:
        return mention.type is InstitutionType.FIRM
    if noun in classes["college"]:
        return mention.type is InstitutionType.TRAINING_PROVIDER
    words = mention.entity.split()
    return noun in classes["itself"] and noun in (words[0], words[-1])


def stretches(text: str) -> list[tuple[int, int]]:
    """Sentences of `text`; a line break ends one too."""
    found: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        found.extend((line.start() + s, line.start() + e) for s, e in sentences(line.group()))
    return found


def _ties(sentence: _Sentence, graph: Graph, names: dict[str, str]) -> Iterator[Tie]:
    verbs, nouns, classes = rules()
    best: dict[tuple[str, Relation, str], Tie] = {}
    for token, rule, source, target in [
        *graph.verb_ties(verbs),
        *graph.noun_ties(nouns),
        *graph.nested_ties(_NESTED_PART, _NESTED_FUNDS),
        *graph.joint_ties(_JOINT),
        *graph.accompanied_ties(_JOINT),
    ]:
        if source == target:
            continue
        ends = (source, target)
        if rule.relation is Relation.PARTNERS:
            ends = (min(ends), max(ends))
        place = (ends[0], rule.relation, ends[1])
        if place in best and best[place].confidence >= rule.confidence:
            continue
        best[place] = Tie(
            document=sentence.passage.document,
            passage=sentence.passage.id,
            page=page_of(sentence.passage, sentence.start),
            start=sentence.start,
            end=sentence.end,
            source=source,
            relation=rule.relation,
            target=target,
            source_name=names.get(source, source),
            target_name=names.get(target, target),
            modality=modality(token, classes),
            confidence=rule.confidence,
        )
    yield from best.values()
