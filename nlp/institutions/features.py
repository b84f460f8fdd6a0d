"""What is known about a candidate name, as numbers: the evidence that the classifier weighs.

There are four kinds: who proposed it (the tagger, a head word, a list, a table), what its words are, what
surrounds it on its line, and how the document uses the same words elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from workingregions.nlp.gazetteer import known_place
from workingregions.nlp.institutions.judged import JUDGED, TaggerScores
from workingregions.nlp.institutions.setting import SETTING, Setting
from workingregions.nlp.institutions.surroundings import (
    AFTER,
    BEFORE,
    SMALL,
    WORD,
    Pairs,
    after,
    before,
    describe,
    shape,
)
from workingregions.nlp.institutions.vocabulary import is_bare, key, lexicon
from workingregions.nlp.institutions.words import Proposal
from workingregions.nlp.tagger import Entity, TaggerReading

_AS = {
    "class": "known",
    "column": "table",
    "apposed": "list",
    "campus": "head",
    "whole": "head",
    "placed": "head",
}
"""Sources too rare to be learned separately, and the source that each is treated as."""
SOURCES = ("head", "known", "ner", "list", "table", "coordinated", "other", "leaning")
_LABELS = ("GPE", "LOC", "PERSON", "FAC", "NORP", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT")
NAMES = (
    *(f"from_{source}" for source in SOURCES),
    "witnesses",
    "ner_inside",
    "ner_around",
    "ner_across",
    "ner_starts",
    "ner_ends",
    *(f"tagged_{label}" for label in _LABELS),
    *JUDGED,
    "said_best",
    "said_mean",
    "share_org",
    "share_other",
    "share_plain",
    "words",
    "characters",
    "capitals",
    "digits",
    "odd",
    "all_capitals",
    "one_word",
    "acronym",
    "vowels",
    "comma",
    "and",
    "preposition",
    "possessive",
    "mixed_case",
    "ends_in_head",
    "head_weak",
    "heads",
    "head_first",
    "head_before_preposition",
    "suffix",
    "prefix_head",
    "not_head",
    "topic_last",
    "generic",
    "begins_place",
    "ends_place",
    "place",
    "demonym",
    "known",
    "in_lower",
    "last_in_lower",
    "first_in_lower",
    "plural",
    "participle",
    "title",
    "repeats",
    "passages",
    "longer",
    "acronym_defined",
    "acronym_of",
    "long_said",
    "shorter_known",
    *(f"before_{name}" for name in BEFORE),
    *(f"after_{name}" for name in AFTER),
    "line_words",
    "line_capitals",
    "line_upper",
    "line_digits",
    "line_whole",
    "line_table",
    "line_bullet",
    "line_sentence",
    "year_after",
    "bibliography",
    "institutions_near",
    "peers",
    "peers_tagged",
    "peers_placed",
    "holds",
    "held",
    "holds_tagged",
    *SETTING,
    "bare",
    "acts_share",
)
"""One name per column, in order."""

_WORD = re.compile(r"[^\W_]+(?:[-.'’&][^\W_]+)*")
_LISTED = frozenset(["table", "column", "list"])
_YEAR = re.compile(r"[\s,]*[(\[]?(?:19|20)\d\d[a-z]?\b")
_BIBLIOGRAPHY = re.compile(
    r"\bpp?\. ?\d|\bVol\. ?\d|\b\d+\(\d+\)|\(accessed\b|\bdoi\b|\bISBN\b|\b[Ee]ds?\.\)|\bPress\b[,.]"
    r"|Working Paper No|\bet al\b|https?://"
)
Matrix = npt.NDArray[np.float32]


@dataclass(slots=True)
class DocumentUse:
    """How the whole document uses its strings."""

    lower: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    proposed: Counter[str] = field(default_factory=Counter)
    homes: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    acts: Counter[str] = field(default_factory=Counter)
    judged: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    longer: set[str] = field(default_factory=set)
    shorts: dict[str, str] = field(default_factory=dict)
    longs: set[str] = field(default_factory=set)


def evidence(
    texts: Sequence[str],
    readings: Sequence[TaggerReading],
    proposals: Sequence[Sequence[Proposal]],
    shorts: dict[str, str],
    lower: Counter[str],
) -> DocumentUse:
    """Collect the document's use of every proposed string. `shorts`: acronym -> long form."""
    use = DocumentUse(lower=lower, shorts=shorts, longs={key(long) for long in shorts.values()})
    for text, reading in zip(texts, readings, strict=True):
        for start, end, label in reading.entities:
            use.labels[text[start:end]][label] += 1
    for number, (text, reading, spans) in enumerate(zip(texts, readings, proposals, strict=True)):
        judged = TaggerScores(reading)
        for span in spans:
            form = text[span.start : span.end]
            use.proposed[form] += 1
            use.acts[form] += after(text[span.end : span.end + 40].partition("\n")[0]) in ("acts", "poss")
            use.homes[form].add(number)
            use.judged[form].append(judged.mean(span.start, span.end))
    for form in use.proposed:
        words = form.split()
        for size in range(1, len(words)):
            use.longer.add(" ".join(words[:size]))
            use.longer.add(" ".join(words[-size:]))
    return use


def features(text: str, reading: TaggerReading, spans: Sequence[Proposal], use: DocumentUse) -> Matrix:
    """Return one row per span, with one column per name in NAMES."""
    rows = np.zeros((len(spans), len(NAMES)), dtype=np.float32)
    if not spans:
        return rows
    sheet = _Sheet(text, reading, spans, use)
    for row, span in zip(rows, spans, strict=True):
        for name, value in sheet.row(span):
            row[_COLUMN[name]] = value
    return rows


_COLUMN = {name: index for index, name in enumerate(NAMES)}


class _Sheet:
    """The features of the spans of one text; what spans share is computed once."""

    def __init__(
        self, text: str, reading: TaggerReading, spans: Sequence[Proposal], use: DocumentUse
    ) -> None:
        self.text, self.use = text, use
        self.found = sorted(reading.entities)
        self.judged = TaggerScores(reading)
        self.starts = [start for start, _, _ in self.found]
        self.heads = sorted({s.start for s in spans if s.sources & {"head", "placed", "known"}})
        self.lines: dict[int, list[tuple[str, float]]] = {}
        self.peers = list(_peers(text, self.found, spans))
        self.setting = Setting(text, self.judged.mean)
        self.spans = spans

    def row(self, span: Proposal) -> list[tuple[str, float]]:
        form = self.text[span.start : span.end]
        return [
            *self._sources(span),
            *self._tagged(span),
            *self.judged.of(span.start, span.end),
            *shape(form),
            *self._words(form),
            *self._document(form),
            *self._around(span),
            *self._line(span),
            *self.setting.of(span.start, span.end),
        ]

    def _sources(self, span: Proposal) -> Pairs:
        # A column announced by its header is rare; to the classifier it is one of the tables.
        yield from ((f"from_{_AS.get(s, s)}", 1.0) for s in span.sources)
        if span.sources & _LISTED:
            yield from self.peers
        yield "witnesses", len(span.sources)
        inside = [s for s in self.spans if span.start <= s.start and s.end <= span.end and s is not span]
        yield "holds", min(6, len(inside))
        yield "holds_tagged", min(3, sum("ner" in s.sources for s in inside))
        yield "held", min(6, sum(s.start <= span.start and span.end <= s.end for s in self.spans) - 1)

    def _tagged(self, span: Proposal) -> Pairs:
        at = max(0, bisect_left(self.starts, span.start) - 3)
        for start, end, label in self.found[at:]:
            if start >= span.end:
                break
            if end <= span.start:
                continue
            if label == "ORG":
                if (start, end) != (span.start, span.end):
                    inside, around = (
                        start >= span.start and end <= span.end,
                        start <= span.start and end >= span.end,
                    )
                    yield ("ner_inside" if inside else "ner_around" if around else "ner_across"), 1.0
                yield "ner_starts", float(start == span.start)
                yield "ner_ends", float(end == span.end)
            elif label in _LABELS:
                share = (min(end, span.end) - max(start, span.start)) / (span.end - span.start)
                yield f"tagged_{label}", share

    def _words(self, form: str) -> Pairs:
        lex = lexicon()
        words = [w.casefold().rstrip(".") for w in _WORD.findall(form)]
        if not words:
            return
        last = words[-1]
        heads = [lex.heads.get((w,)) or lex.heads.get((w.removesuffix("s"),)) for w in words]
        final = lex.heads.get(tuple(words[-3:])) or lex.heads.get(tuple(words[-2:])) or lex.heads.get((last,))
        yield "ends_in_head", float(final is not None)
        yield "head_weak", float(final is not None and final.strength == "weak")
        yield "heads", sum(h is not None and h.strength == "strong" for h in heads)
        yield "head_first", float(heads[0] is not None)
        yield "prefix_head", float(heads[0] is not None and "prefix" in heads[0].sides)
        first = next((i for i, w in enumerate(words) if i and w in lex.words["prepositions"]), 0)
        yield "head_before_preposition", float(bool(first) and heads[first - 1] is not None)
        yield "suffix", float(last in lex.suffixes and len(words) > 1)
        yield "not_head", float(last in lex.not_heads or " ".join(words[-2:]) in lex.not_heads)
        yield "topic_last", float(last in lex.topics)
        plain = [w for w in words if w not in SMALL]
        yield "generic", sum(w in lex.generic or w in lex.topics for w in plain) / max(1, len(plain))
        yield "title", float(words[0] in lex.words["titles"])
        yield (
            "plural",
            float(
                last.endswith("s")
                and not last.endswith("ss")
                and last.removesuffix("s") in lex.generic | lex.topics | _head_words()
            ),
        )
        yield "participle", float(words[0].endswith("ing") or words[0].endswith("ed"))
        yield "bare", float(is_bare(words))
        yield "known", float(key(form) in lex.by_key)
        parts = form.split()
        yield "place", float(known_place(form))
        yield (
            "begins_place",
            float(len(parts) > 1 and (known_place(parts[0]) or known_place(" ".join(parts[:2])))),
        )
        yield (
            "ends_place",
            float(len(parts) > 1 and (known_place(parts[-1]) or known_place(" ".join(parts[-2:])))),
        )
        yield "demonym", float(any(words[0] in scale for scale in lex.scales.values()))

    def _document(self, form: str) -> Pairs:
        use = self.use
        yield "said_best", max(use.judged[form], default=0.0)
        yield "said_mean", sum(use.judged[form]) / max(1, len(use.judged[form]))
        words = [w for w in (x.casefold() for x in WORD.findall(form)) if w not in SMALL and w.isalpha()]
        used = [
            min(3, use.lower[w] + use.lower[w + "s"] + (use.lower[w[:-1]] if w.endswith("s") else 0))
            for w in words
        ]
        if used:
            yield "in_lower", sum(u > 0 for u in used) / len(used)
            yield "last_in_lower", used[-1]
            yield "first_in_lower", used[0]
        votes = use.labels.get(form, Counter())
        total = use.proposed[form] + sum(n for label, n in votes.items() if label != "ORG")
        yield "share_org", votes["ORG"] / max(1, total)
        yield "share_other", sum(votes[label] for label in _LABELS) / max(1, total)
        yield "share_plain", 1 - min(1.0, sum(votes.values()) / max(1, total))
        yield "acts_share", use.acts[form] / max(1, use.proposed[form])
        yield "repeats", min(6, use.proposed[form])
        yield "passages", min(5, len(use.homes[form]))
        yield "longer", float(form in use.longer)
        yield "acronym_defined", float(form in use.shorts)
        yield "acronym_of", float(key(form) in use.longs)
        if form in use.shorts:
            yield "long_said", max(use.judged[use.shorts[form]], default=-1.0)
        yield (
            "shorter_known",
            float(any(key(form[: cut.start()]) in lexicon().by_key for cut in re.finditer(" ", form))),
        )

    def _around(self, span: Proposal) -> Pairs:
        left = self.text[max(0, span.start - 40) : span.start].rpartition("\n")[2]
        yield f"before_{before(left)}", 1.0
        yield f"after_{after(self.text[span.end : span.end + 60].partition(chr(10))[0])}", 1.0
        yield "year_after", float(bool(_YEAR.match(self.text, span.end)))
        at = bisect_left(self.heads, span.start - 120)
        near = sum(1 for s in self.heads[at : at + 8] if s != span.start and s < span.end + 120)
        yield "institutions_near", min(4, near)

    def _line(self, span: Proposal) -> Pairs:
        start = self.text.rfind("\n", 0, span.start) + 1
        end = self.text.find("\n", span.end)
        end = len(self.text) if end < 0 else end
        if start not in self.lines:
            self.lines[start] = list(describe(self.text[start:end]))
        yield from self.lines[start]
        yield "line_whole", (span.end - span.start) / max(1, end - start)
        window = self.text[max(start, span.start - 150) : min(end, span.end + 100)]
        yield "bibliography", float(bool(_BIBLIOGRAPHY.search(window)))


def _peers(text: str, found: Sequence[Entity], spans: Sequence[Proposal]) -> Pairs:
    """Yield what the names in the lists and columns of a text are taken for, together."""
    listed = [s for s in spans if s.sources & _LISTED]
    labels = {(start, end): label for start, end, label in found}
    labelled = [labels.get((s.start, s.end), "") for s in listed]
    yield "peers", min(20, len(listed))
    known = sum(
        bool({"known", "head", "placed"} & s.sources) or labelled[i] == "ORG" for i, s in enumerate(listed)
    )
    yield "peers_tagged", known / max(1, len(listed))
    yield "peers_placed", sum(known_place(text[s.start : s.end]) for s in listed) / max(1, len(listed))


def _head_words() -> frozenset[str]:
    return frozenset(words[0] for words in lexicon().heads if len(words) == 1)
