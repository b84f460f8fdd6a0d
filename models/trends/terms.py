"""Terms that tell two groups of passages apart: emerging and fading ones, those of one region or another."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from workingregions.models.strands import candidates, written

PRIOR = 500.0
"""Occurrences that the prior counts for, spread over the terms as in all text."""
LEAST_DOCUMENTS = 3
MOST_OF_ONE = 0.5
"""Part of a term's passages that a single document may have."""
Z = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """A term that one of two groups uses more: `side` is a or b.

    `log_odds` is the logarithm of the odds of the term in b against those in a, `z` the same in standard
    errors. `passages_a`, `documents_a` and so on have the term. `passage` is one of them: the shortest of
    the document that has the term in most passages.
    """

    term: str
    side: str
    z: float
    log_odds: float
    passages_a: int
    passages_b: int
    documents_a: int
    documents_b: int
    passage: str


@dataclass(slots=True)
class _Group:
    """For each term, how many passages of each document have it, and the shortest passage of each."""

    counts: Counter[str]
    documents: dict[str, Counter[str]]
    shortest: dict[tuple[str, str], tuple[int, str]]

    @classmethod
    def read(
        cls, rows: Iterable[tuple[str, str, str]], banned: Collection[str], shown: dict[str, Counter[str]]
    ) -> _Group:
        """Count the terms of passages: id, document, text."""
        group = cls(Counter(), defaultdict(Counter), {})
        for ident, document, text in rows:
            for term in set(candidates(text, banned, shown)):
                group.counts[term] += 1
                group.documents[term][document] += 1
                here = (len(text), ident)
                group.shortest[term, document] = min(group.shortest.get((term, document), here), here)
        return group

    def spread(self, term: str) -> bool:
        """Return whether enough documents use a term, and no single one most of the time."""
        owners = self.documents.get(term, Counter())
        if len(owners) < LEAST_DOCUMENTS:
            return False
        return max(owners.values()) <= MOST_OF_ONE * self.counts[term]

    def example(self, term: str) -> str:
        owners = self.documents[term]
        document = min(owners, key=lambda d: (-owners[d], d))
        return self.shortest[term, document][1]


def log_odds(
    a: Counter[str], b: Counter[str], prior: Counter[str], weight: float = PRIOR
) -> dict[str, tuple[float, float]]:
    """Return for each term the log odds ratio of b against a and its z score, with a Dirichlet prior.

    Monroe, Colaresi & Quinn (2008), "Fightin' Words", equations 16, 20 and 22: the prior adds to each count
    the term's share of all text times `weight`, so that rare terms do not look extreme.
    """
    total, total_a, total_b = prior.total(), a.total() + weight, b.total() + weight
    found = {}
    for term in a.keys() | b.keys():
        share = weight * prior[term] / total
        in_a, in_b = a[term] + share, b[term] + share
        delta = math.log(in_b / (total_b - in_b)) - math.log(in_a / (total_a - in_a))
        found[term] = (delta, delta / math.sqrt(1 / in_a + 1 / in_b))
    return found


def distinctive_terms(
    a: Sequence[tuple[str, str, str]], b: Sequence[tuple[str, str, str]], *, banned: Collection[str] = ()
) -> list[TermRow]:
    """Return the terms that tell two groups of passages apart, the most distinctive of both first.

    Terms are content words and pairs of neighbours. A passage counts once for a term. A term is listed if
    its z score is beyond 1.96 and, in the group that uses it more, at least LEAST_DOCUMENTS documents have
    it, none of them in more than MOST_OF_ONE of the passages. Of terms that contain each other the most
    distinctive is listed.

    Args:
        a: id, document and text of each passage.
        b: likewise.
        banned: keys of words to leave out.
    """
    shown: dict[str, Counter[str]] = {}
    one, other = (_Group.read(sorted(rows), banned, shown) for rows in (a, b))
    scores = log_odds(one.counts, other.counts, one.counts + other.counts)
    ranked = sorted(scores, key=lambda term: (-abs(scores[term][1]), term))
    rows: list[TermRow] = []
    kept: dict[str, list[set[str]]] = {"a": [], "b": []}
    for term in ranked:
        delta, z = scores[term]
        if abs(z) < Z:
            break
        side, group = ("b", other) if z > 0 else ("a", one)
        words = set(term.split())
        if not group.spread(term) or any(words <= seen or seen <= words for seen in kept[side]):
            continue
        kept[side].append(words)
        rows.append(
            TermRow(
                term=written(shown[term]), side=side, z=z, log_odds=delta, passages_a=one.counts[term],
                passages_b=other.counts[term], documents_a=len(one.documents.get(term, ())),
                documents_b=len(other.documents.get(term, ())), passage=group.example(term),
            )
        )  # fmt: skip
    return rows


def passages_with(
    term: str,
    a: Sequence[tuple[str, str, str]],
    b: Sequence[tuple[str, str, str]],
    *,
    banned: Collection[str] = (),
) -> tuple[list[str], list[str]]:
    """Return the ids of the passages of both groups that have a term, as `distinctive_terms` counts them.

    Args:
        term: as a row of `distinctive_terms` writes it.
        a: id, document and text of each passage.
        b: likewise.
        banned: as of `distinctive_terms`.
    """
    shown: dict[str, Counter[str]] = {}
    read = [
        [(ident, set(candidates(text, banned, shown))) for ident, _, text in sorted(rows)] for rows in (a, b)
    ]
    keys = {key for key in shown if written(shown[key]) == term}
    one, other = ([ident for ident, terms in rows if terms & keys] for rows in read)
    return one, other
