"""Ties between institutions: who funds, partners, is part of, governs, creates or serves whom.

A sentence that names two institutions and contains a trigger is parsed; a tie is read where the grammar links
both names to the trigger (subject, object, agent, preposition), where a noun carries it ("with funding
from"), where one name is inside or beside another's ("X's Y", "Y at X", an address), or where the columns of
a table state it. Co-mention is never a tie. Rules are in nlp/ties/data.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from workingregions.corpus.enums import Modality, Relation, Use
from workingregions.corpus.files import lines
from workingregions.corpus.records import Mention, Passage, Tie
from workingregions.corpus.voices import takes
from workingregions.nlp.gazetteer import senses
from workingregions.nlp.tagger import TaggerReading
from workingregions.nlp.text import page_of, stretches
from workingregions.nlp.ties import parser
from workingregions.nlp.ties.adjacent import NamedTie, named_ties
from workingregions.nlp.ties.credits import credited
from workingregions.nlp.ties.grammar import links
from workingregions.nlp.ties.lists import listed, speaker
from workingregions.nlp.ties.mask import Name, mask
from workingregions.nlp.ties.modality import modality
from workingregions.nlp.ties.needs import Rule
from workingregions.nlp.ties.references import referred, spoken
from workingregions.nlp.ties.roles import Roles
from workingregions.nlp.ties.syntax import StatedTie
from workingregions.nlp.ties.tables import Header, partner_ties, table_ties
from workingregions.nlp.ties.votes import Voter

MOST_MENTIONS = 24
"""A sentence with more names is a list; its parse is not trusted."""
MOST_CHARACTERS = 1200
"""A longer text is not a sentence: its end was not found."""
_LOCATED = re.compile(r"\b(?:located|situated|based|headquartered) (?:at|in|within)\b")
_SPOKEN = 0.9
"""Factor of the confidence where an end is the institution that the document speaks for."""


@cache
def rules() -> tuple[dict[str, list[Rule]], dict[str, list[Rule]], dict[str, frozenset[str]]]:
    """Return verb rules and noun rules by lemma, and word classes by name."""
    verbs: dict[str, list[Rule]] = defaultdict(list)
    nouns: dict[str, list[Rule]] = defaultdict(list)
    for words, rule in _rows("verbs.csv"):
        for word in words:
            verbs[word].append(rule)
    for words, rule in _rows("nouns.csv"):
        for word in words:
            nouns[word].append(rule)
    classes = {
        name: frozenset(words.split())
        for name, words in (row.split(",", 1) for row in lines(__package__, "words.csv"))
    }
    return dict(verbs), dict(nouns), classes


def _rows(file: str) -> Iterator[tuple[list[str], Rule]]:
    """Yield the rules of a file, with the words that trigger each; a row may name several words and roles."""
    for line in lines(__package__, file):
        words, relation, sources, targets, confidence, need = [*line.split(","), ""][:6]
        spelt = [w.replace("-", "") if w.startswith(("co-", "spin-", "tie-")) else w for w in words.split()]
        for source in sources.split("|"):
            for target in targets.split("|"):
                yield spelt, Rule(Relation(relation), source, target, float(confidence), need)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What is parsed: the words and the names in them, and where they stand in the passage."""

    passage: Passage
    start: int
    end: int
    text: str
    names: tuple[Name, ...]
    before: str = ""
    trust: float = 1.0


def find_ties(
    passages: Sequence[Passage], mentions: Sequence[Mention], readings: Sequence[TaggerReading] = ()
) -> list[Tie]:
    """Return the ties of one document, in reading order, one per (sentence, source, relation, target).

    Args:
        passages: the document's passages.
        mentions: its institution mentions; short forms that do not count may be ends of ties too.
        readings: the tagger's reading of each passage, for the votes of the classifier; none without them.
    """
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if takes(Use.TIES, mention.voice):
            by_passage[mention.passage].append(mention)
    names = _Names(mentions, Voter({p.id: r for p, r in zip(passages, readings, strict=False)}, by_passage))
    read = [p for p in passages if takes(Use.TIES, p.voice) and by_passage[p.id]]
    for passage in read:
        by_passage[passage.id].sort(key=lambda m: (m.start, m.end))
    header = Header()
    found = [tie for passage in read for tie in _unparsed(passage, by_passage[passage.id], names, header)]
    owner = speaker(mentions)
    speaking = next((m for m in mentions if m.entity == owner), None)
    candidates = [s for passage in read for s in _sentences(passage, by_passage[passage.id], speaking)]
    candidates += [s for passage in read for s in _lists(passage, by_passage[passage.id], owner)]
    masked = [mask(s.text, s.names) for s in candidates]
    docs = parser.parse([text for text, _ in masked])
    verbs, nouns, classes = rules()
    for sentence, (_, marks), doc in zip(candidates, masked, docs, strict=True):
        roles = Roles(doc, marks, classes, sentence.before)
        for link in surest(links(roles, verbs, nouns)):
            found.append(_tie(sentence, link, modality(link.trigger, classes), names))
    texts = {p.id: p.text for p in read}
    found = [t for t in found if not _is_location(t, texts[t.passage])]
    order = {p.id: number for number, p in enumerate(read)}
    return sorted(_best(found), key=lambda t: (order[t.passage], t.start, t.source, t.relation, t.target))


def _is_location(tie: Tie, text: str) -> bool:
    """Return whether a tie only says where a body is: "X, located at Bhopal"."""
    located = tie.relation is Relation.PART_OF and _LOCATED.search(text, tie.start, tie.end)
    return bool(located and senses(tie.target_name))


def surest(stated: Iterable[StatedTie]) -> list[StatedTie]:
    """Return one link for each trigger and pair: who "supports financially" funds, and does not serve too."""
    best: dict[tuple[int, frozenset[str]], StatedTie] = {}
    for link in stated:
        pair = (link.trigger.i, frozenset((link.source, link.target)))
        if pair not in best or best[pair].confidence < link.confidence:
            best[pair] = link
    funded = {(link.source, link.target) for link in best.values() if link.relation is Relation.FUNDS}
    return [
        link
        for link in best.values()
        if link.relation is not Relation.SERVES or (link.source, link.target) not in funded
    ]


class _Names:
    """The fullest form of each entity, on the page if it is named there, else in the document; the votes."""

    def __init__(self, mentions: Sequence[Mention], voter: Voter) -> None:
        self.voter = voter
        self._best: dict[tuple[str, int], str] = {}
        self._sure: dict[str, float] = {}
        for mention in mentions:
            self._sure[mention.entity] = max(mention.confidence, self._sure.get(mention.entity, 0.0))
            for page in (mention.page, 0) if mention.counted else ():
                if len(mention.text) > len(self._best.get((mention.entity, page), "")):
                    self._best[mention.entity, page] = mention.text

    def of(self, entity: str, page: int) -> str:
        """Return the name to show for an entity on a page."""
        return self._best.get((entity, page)) or self._best.get((entity, 0), entity)

    def sureness(self, *entities: str) -> float:
        """Return the least probability that one of these is an institution, each by its most certain
        mention."""
        return min(self._sure.get(entity, 1.0) for entity in entities)


def _best(ties: Sequence[Tie]) -> list[Tie]:
    """Return the most certain of several ties with the same ends in the same sentence; none with one end."""
    best: dict[tuple[str, int, Relation, str, str], Tie] = {}
    for tie in ties:
        ends = (tie.source, tie.target)
        if tie.relation is Relation.PARTNERS:
            ends = (min(ends), max(ends))
        key = (tie.passage, tie.start, tie.relation, *ends)
        if tie.source == tie.target:
            continue
        # A verb that plans or denies the tie is better evidence than adjacent names.
        known = best.get(key)
        if known is None or _weight(known) < _weight(tie):
            best[key] = tie
    return list(best.values())


def _weight(tie: Tie) -> tuple[bool, float]:
    return tie.modality is not Modality.ASSERTED, tie.confidence


def _unparsed(passage: Passage, mentions: Sequence[Mention], names: _Names, header: Header) -> Iterator[Tie]:
    """Yield ties that names, addresses and tables of a passage state without a verb."""
    rows = table_ties(passage.text, mentions, header, passage.last_block)
    for start, end, link in [*rows, *partner_ties(passage.text, mentions)]:
        yield _tie(_Sentence(passage, start, end, "", ()), link, Modality.ASSERTED, names)
    stretches_ = stretches(passage.text)
    for link in named_ties(passage.text, mentions):
        offset = max(link.source.start, link.target.start)
        start, end = next(((s, e) for s, e in stretches_ if s <= offset < e), (offset, link.source.end))
        yield _tie(_Sentence(passage, start, end, "", ()), link, Modality.ASSERTED, names)


def _tie(sentence: _Sentence, link: StatedTie | NamedTie, how: Modality, names: _Names) -> Tie:
    source = link.source.entity if isinstance(link.source, Mention) else link.source
    target = link.target.entity if isinstance(link.target, Mention) else link.target
    page = page_of(sentence.passage, sentence.start)
    right = names.voter.confidence(
        sentence.passage,
        sentence.start,
        sentence.end,
        source,
        link.relation,
        target,
        _calibrated(link.confidence),
    )
    return Tie(
        document=sentence.passage.document,
        passage=sentence.passage.id,
        page=page,
        start=sentence.start,
        end=sentence.end,
        source=source,
        relation=link.relation,
        target=target,
        source_name=names.of(source, page),
        target_name=names.of(target, page),
        modality=how,
        confidence=round(right * sentence.trust * names.sureness(source, target), 3),
    )


@cache
def _shares() -> tuple[list[float], list[float]]:
    rows = [tuple(map(float, line.split(","))) for line in lines(__package__, "confidence.csv")]
    return [row[0] for row in rows], [row[1] for row in rows]


def _calibrated(trust: float) -> float:
    """Return how often ties read by rules of this trust are right, given that their names are right."""
    return float(np.interp(trust, *_shares()))


def _sentences(passage: Passage, mentions: Sequence[Mention], owner: Mention | None) -> Iterator[_Sentence]:
    """Yield sentences in which two institutions are named or referred to; `owner` is who "we" are."""
    if len({m.entity for m in mentions} | ({owner.entity} if owner else set())) < 2:
        return
    last: tuple[Mention, ...] = ()
    apart = [(c.start, c.end) for c in credited(passage.text, mentions)]
    for start, end in _parts(passage.text):
        if _crosses((start, end), apart):
            continue
        held = tuple(m for m in mentions if start <= m.start and m.end <= end)
        if end - start < MOST_CHARACTERS and len(held) <= MOST_MENTIONS:
            meant = referred(passage.text, start, end, mentions, last)
            we = [m for m in spoken(passage.text, start, end, mentions, owner) if held]
            everyone = tuple(sorted((*held, *meant, *we), key=lambda m: m.start))
            before = last[0].entity if last and re.search(r"\b[Ii]ts\b", passage.text[start:end]) else ""
            if len({m.entity for m in everyone} | ({before} - {""})) >= 2:
                named = tuple((m.start - start, m.end - start, m.entity) for m in everyone)
                trust = _SPOKEN if we else 1.0
                yield _Sentence(passage, start, end, passage.text[start:end], named, before, trust)
        last = held or last


def _lists(passage: Passage, mentions: Sequence[Mention], owner: str) -> Iterator[_Sentence]:
    """Yield the lists of a passage as sentences."""
    credits = list(credited(passage.text, mentions))
    lines_ = [(c.start, c.end) for c in credits]
    lists = [x for x in listed(passage.text, mentions, owner) if not _crosses((x.start, x.end), lines_)]
    for found in (*credits, *lists):
        trust = _SPOKEN if found.spoken else 1.0
        yield _Sentence(passage, found.start, found.end, found.text, found.names, trust=trust)


def _crosses(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield sentences of `text`; in table rows, those of each cell."""
    for start, end in stretches(text):
        if text[start] != "|":
            yield start, end
            continue
        yield from ((start + m.start(), start + m.end()) for m in re.finditer(r"[^|]+", text[start:end]))
