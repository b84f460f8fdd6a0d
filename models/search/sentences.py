"""The sentence of a passage that answers a query best, and the words to mark in it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from workingregions.corpus.records import Passage
from workingregions.nlp.text import PhraseMatcher, content_keys, statements

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]
Span = tuple[int, int]

SNIPPET = 360
"""Longest snippet, in characters."""
READ = 40
"""Number of passages whose sentences are compared by meaning too; of further ones words alone decide."""
KEPT = 4_000
"""Number of passages whose sentences' vectors are remembered: about 40 MB."""
BRIEF = 40
"""Characters below which a sentence may be a heading that repeats the query and states nothing."""


class Memo:
    """The vectors of the sentences of passages that were read last, and of queries: threads may share it.

    Encoding the sentences of a page of hits takes many times as long as ranking them.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[str, npt.NDArray[np.float32]] = OrderedDict()

    def vectors(self, texts: Mapping[str, Sequence[str]], encode: Encode) -> list[npt.NDArray[np.float32]]:
        """Return an array of shape (texts, dimensions) for each key; the texts of a key never change."""
        with self._lock:
            held = {key: self._kept[key] for key in texts if key in self._kept}
        new = [key for key in texts if key not in held]
        if new:
            rows = encode([text for key in new for text in texts[key]])
            ends = np.cumsum([len(texts[key]) for key in new])
            held |= dict(zip(new, np.split(rows, ends[:-1]), strict=True))
        with self._lock:
            for key in texts:
                self._kept[key] = held[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [held[key] for key in texts]


def best_sentences(
    query: str, passages: Sequence[Passage], encode: Encode | None, memo: Memo | None = None
) -> list[Span]:
    """Return for each passage the offsets of the sentence closest to the query in meaning and words.

    Without `encode`, words alone decide. `memo` remembers vectors of passages of one corpus.
    """
    spans = [[_clip(p.text, span) for span in statements(p)] or [(0, 0)] for p in passages]
    near = _near(query, passages, spans, encode, memo or Memo())
    wanted = content_keys(query)
    best: list[Span] = []
    for passage, group, similar in zip(passages, spans, near, strict=True):
        scores = [
            value + _words(wanted, passage.text[start:end])
            for (start, end), value in zip(group, similar, strict=True)
        ]
        best.append(group[max(range(len(group)), key=lambda i: (scores[i], -i))])
    return best


def _near(
    query: str,
    passages: Sequence[Passage],
    spans: Sequence[Sequence[Span]],
    encode: Encode | None,
    memo: Memo,
) -> list[list[float]]:
    """Return the cosine of each sentence with the query; 0 where it is not compared."""
    out = [[0.0] * len(group) for group in spans]
    # A passage of one sentence has no choice.
    chosen = [i for i, group in enumerate(spans[:READ]) if len(group) > 1]
    if encode is None or not chosen:
        return out
    texts: dict[str, Sequence[str]] = {f"query {query}": [query]}
    for i in chosen:
        texts[passages[i].id] = [passages[i].text[start:end] for start, end in spans[i]]
    aim, *vectors = memo.vectors(texts, encode)
    for i, rows in zip(chosen, vectors, strict=True):
        out[i] = (rows @ aim[0]).tolist()
    return out


def _words(wanted: Collection[str], text: str) -> float:
    """Return what shared words add to a sentence's similarity; a heading or a fragment yields to others."""
    shared = len(content_keys(text) & set(wanted)) / max(len(wanted), 1)
    return 0.5 * shared - (0.15 if len(text) < BRIEF else 0.0)


def marks(text: str, words: Sequence[str]) -> tuple[Span, ...]:
    """Return where the words of a query, or phrases, occur in `text`, in any spelling and number."""
    spans = sorted({(hit.start, hit.end) for hit in PhraseMatcher(words).find(text)}) if words else []
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def around(passage: Passage, span: Span, sentences: int) -> tuple[str, str]:
    """Return the `sentences` sentences before and after a span of a passage."""
    spans = statements(passage)
    before = [s for s in spans if s[1] <= span[0]][-sentences:] if sentences else []
    after = [s for s in spans if s[0] >= span[1]][:sentences] if sentences else []
    # A snippet that was cut goes on after its end.
    end = next((s[1] for s in spans if s[0] <= span[0] and s[1] > span[1]), span[1])
    lead = passage.text[before[0][0] : span[0]] if before else ""
    rest = passage.text[span[1] : after[-1][1] if after else end] if sentences else ""
    return lead.strip(), rest.strip()


def _clip(text: str, span: Span) -> Span:
    """Return the span, cut at the end of a word if it is longer than SNIPPET."""
    start, end = span
    if end - start <= SNIPPET:
        return span
    cut = text.rfind(" ", start, start + SNIPPET)
    return start, cut if cut > start else start + SNIPPET
