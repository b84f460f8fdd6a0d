"""A region's documents as samples: which institutions and ties each names, and drawing them again.

A profile compares regions at an equal number of documents, and reports how far another set of documents
might have differed. Both are done here on plain arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from workingregions.corpus.enums import Modality, Scale
from workingregions.models.presence import Basis, GovernanceMap, Presence
from workingregions.models.thickness.rarefaction import Floats, frequencies

if TYPE_CHECKING:
    import pandas as pd

Ints = npt.NDArray[np.int64]
PERMUTATIONS = 999


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What the documents of one region name.

    `named` holds pairs (institution, document), `stated` pairs (tie, document), `ends` the two institutions
    of each tie; all by number. `kinds` and `scales` are labels of the institutions ("" when unknown).
    `themes` has a row for each pair of `named`: the theme profile of the institution in the document, of unit
    length, or zeros where the document has none.
    """

    documents: int
    named: Ints  # shape (n, 2)
    stated: Ints  # shape (m, 2)
    ends: Ints  # shape (ties, 2)
    kinds: Sequence[str]
    scales: Sequence[str]
    themes: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    @cached_property
    def once(self) -> npt.NDArray[np.bool_]:
        """The institutions that are named by one document alone."""
        return np.asarray(np.bincount(self.named[:, 0], minlength=len(self.kinds)) == 1)

    @cached_property
    def stated_once(self) -> npt.NDArray[np.bool_]:
        """The ties that are stated by one document alone."""
        return np.asarray(np.bincount(self.stated[:, 0], minlength=len(self.ends)) == 1)

    @cached_property
    def of_kind(self) -> Mapping[str, npt.NDArray[np.bool_]]:
        """For each type, the institutions of that type."""
        kinds = np.asarray(self.kinds, dtype=object)
        return {kind: kinds == kind for kind in sorted(set(self.kinds))}

    @cached_property
    def of_scale(self) -> Mapping[str, npt.NDArray[np.bool_]]:
        """For each known scale, the institutions that act at it."""
        scales = np.asarray(self.scales, dtype=object)
        return {scale: scales == scale for scale in sorted(set(self.scales) - {""})}

    @cached_property
    def across(self) -> Ints:
        """For each tie: 1 if it joins two scales, 0 if it stays within one, -1 if a scale is unknown."""
        scales = np.asarray(self.scales, dtype=object)
        one, two = scales[self.ends[:, 0]], scales[self.ends[:, 1]]
        return np.where((one == "") | (two == ""), -1, (one != two).astype(np.int64)).astype(np.int64)

    @cached_property
    def kinds_named(self) -> Ints:
        """Pairs (type number, document), each once."""
        numbers = {kind: n for n, kind in enumerate(self.of_kind)}
        kinds = np.array([numbers[k] for k in self.kinds], dtype=np.int64)
        pairs = np.stack([kinds[self.named[:, 0]], self.named[:, 1]], axis=1)
        return np.asarray(np.unique(pairs, axis=0))

    @cached_property
    def _profiled(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.themes.any(axis=1)) if self.themes.size else np.zeros(len(self.named), bool)

    @cached_property
    def _sums(self) -> tuple[Floats, Floats, Floats]:
        """For each document, the sum of its institutions' profiles, the square of it, and their number."""
        rows = self.named[self._profiled, 1]
        ones = np.ones(len(rows))
        gather = csr_matrix((ones, (rows, np.arange(len(rows)))), shape=(self.documents, len(rows)))
        sizes = np.bincount(rows, minlength=self.documents).astype(np.float64)
        sums = np.asarray(gather @ self.themes[self._profiled])
        return sums, (sums**2).sum(axis=1), sizes

    @cached_property
    def _repeated(self) -> tuple[csr_matrix, Floats, Floats, Ints]:
        """Profiles of what several documents name: gathering matrix, rows, their squares, documents."""
        keep = self._profiled & ~self.once[self.named[:, 0]]
        entities, owners = np.unique(self.named[keep, 0], return_inverse=True)
        shape = (len(entities), int(keep.sum()))
        gather = csr_matrix((np.ones(shape[1]), (owners, np.arange(shape[1]))), shape=shape)
        rows = self.themes[keep]
        return gather, rows, (rows**2).sum(axis=1), self.named[keep, 1]

    def drawn(self, generator: np.random.Generator) -> Ints:
        """Return how often each document is in a sample of as many documents, drawn with replacement."""
        even = np.full(self.documents, 1 / self.documents)
        return generator.multinomial(self.documents, even).astype(np.int64)

    def centralisation(self, times: Ints) -> float:
        """Return the degree centralisation of the ties (Freeman 1979) if document d occurs times[d] times.

        0 when all institutions that have a tie have equally many, 1 for a star; NaN with fewer than three.
        """
        counts = np.bincount(self.stated[:, 0], times[self.stated[:, 1]], len(self.ends))
        there = counts > 0
        ends = self.ends[there]
        number = np.where(self.stated_once[there], counts[there], 1.0)
        # An institution named once has as many likenesses as its document, each with its own ties.
        own = np.where(self.once[ends], 1.0, number[:, None])
        degree = np.bincount(ends.ravel(), own.ravel(), len(self.kinds))
        alike = np.ones(len(self.kinds))
        lone = self.once[self.named[:, 0]]
        alike[self.named[lone, 0]] = times[self.named[lone, 1]]
        alike = np.where(degree > 0, alike, 0.0)
        n = alike.sum()
        if n < 3:
            return float("nan")
        degree = np.minimum(degree, n - 1)
        return float((alike * (degree.max() - degree)).sum() / ((n - 1) * (n - 2)))

    def agenda(self, times: Ints) -> float:
        """Return the mean cosine of theme profiles of two institutions in two documents; NaN if none.

        Institutions are compared across documents only: two that one passage names have the same profile
        there, whatever they represent. So the mean does not depend on the number of documents.
        """
        sums, sums_squared, sizes = self._sums
        gather, rows, rows_squared, of = self._repeated
        weight = times.astype(np.float64)
        together = weight @ sums
        total = together @ together - weight**2 @ sums_squared
        pairs = (weight @ sizes) ** 2 - ((weight * sizes) ** 2).sum()
        if len(of):
            here = weight[of]
            own = gather @ (here[:, None] * rows)
            total -= (own**2).sum() - here**2 @ rows_squared
            pairs -= ((gather @ here) ** 2).sum() - (here**2).sum()
        return float(total / pairs) if pairs > 0 else float("nan")

    def centralisations(self, times: Ints) -> Floats:
        """Return `centralisation` in many samples at once: `times` has the shape (samples, documents)."""
        held = np.zeros((self.documents, len(self.ends)))
        held[self.stated[:, 1], self.stated[:, 0]] = 1
        joins = np.zeros((len(self.ends), len(self.kinds)))
        np.add.at(joins, (np.repeat(np.arange(len(self.ends)), 2), self.ends.ravel()), 1)
        counts = times @ held
        number = np.where(self.stated_once, counts, counts > 0)
        degree = np.where(self.once, (counts > 0) @ joins, number @ joins)
        alike = np.ones((len(times), len(self.kinds)))
        lone = self.once[self.named[:, 0]]
        alike[:, self.named[lone, 0]] = times[:, self.named[lone, 1]]
        alike = np.where(degree > 0, alike, 0.0)
        n = alike.sum(axis=1)
        degree = np.minimum(degree, n[:, None] - 1)
        spread = (alike * (degree.max(axis=1, keepdims=True) - degree)).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(n < 3, np.nan, spread / ((n - 1) * (n - 2)))

    def agenda_forms(self) -> tuple[Floats, Floats]:
        """Return the matrices A and B of `agenda`, which is wAw / wBw if document d occurs w[d] times."""
        sums, _, sizes = self._sums
        total, pairs = sums @ sums.T, np.outer(sizes, sizes)
        np.fill_diagonal(total, 0.0)
        np.fill_diagonal(pairs, 0.0)
        gather, rows, _, of = self._repeated
        for entity in gather:
            own = entity.indices
            apart = ~np.eye(len(own), dtype=bool)
            at = np.ix_(of[own], of[own])
            total[at] -= (rows[own] @ rows[own].T) * apart
            pairs[at] -= apart
        return total, pairs


@dataclass(frozen=True)
class Draw:
    """A sample in which document d occurs times[d] times: the frequencies of what its documents name."""

    sample: Sample
    times: Ints

    def institutions(self, which: npt.NDArray[np.bool_] | None = None) -> Floats:
        """Return frequencies of the institutions, or of those for which `which` is true."""
        return self._frequencies(self._named, self.sample.once, which)

    def ties(self, which: npt.NDArray[np.bool_] | None = None) -> Floats:
        """Return frequencies of the ties, or of those for which `which` is true."""
        return self._frequencies(self._stated, self.sample.stated_once, which)

    def types(self) -> Floats:
        """Return frequencies of types of institution."""
        pairs = self.sample.kinds_named
        once = np.bincount(pairs[:, 0], minlength=len(self.sample.of_kind)) == 1
        return self._frequencies(self._counts(pairs, len(once)), once, None)

    @cached_property
    def _named(self) -> Floats:
        return self._counts(self.sample.named, len(self.sample.kinds))

    @cached_property
    def _stated(self) -> Floats:
        return self._counts(self.sample.stated, len(self.sample.ends))

    def _counts(self, pairs: Ints, things: int) -> Floats:
        return np.bincount(pairs[:, 0], self.times[pairs[:, 1]].astype(np.float64), things).astype(np.float64)

    def _frequencies(
        self, counts: Floats, once: npt.NDArray[np.bool_], which: npt.NDArray[np.bool_] | None
    ) -> Floats:
        if which is not None:
            counts, once = counts[which], once[which]
        # A document drawn again represents another of its kind: what it alone names would be new there.
        # Were it the same, samples drawn again would always name less than the documents that there are.
        weights = np.where(once, counts, counts > 0)
        return frequencies(np.where(once, 1, counts), int(self.times.sum()), weights)


def sample(tables: GovernanceMap, here: Presence) -> Sample:
    """Return a region's documents as a sample: its institutions, none from elsewhere, and asserted ties."""
    rows = here.rows(Basis.HOME, Basis.ABOVE, Basis.NAMED)
    # A document in another language names nothing because it was not read.
    documents = {d.id: n for n, d in enumerate(d for d in here.documents if d.is_read)}
    rows = rows[rows["document"].isin(documents)]
    entities = {e: n for n, e in enumerate(sorted(rows["entity"].unique()))}
    first = rows.drop_duplicates("entity").set_index("entity").reindex(list(entities))
    pairs = [(entities[e], documents[d]) for e, d in zip(rows["entity"], rows["document"], strict=True)]
    ties: dict[tuple[int, int], set[int]] = {}
    for tie in here.ties:
        # Planned and denied ties are not interaction.
        asserted = tie.modality is Modality.ASSERTED and tie.document in documents
        if asserted and tie.source in entities and tie.target in entities:
            one, two = sorted((entities[tie.source], entities[tie.target]))
            ties.setdefault((one, two), set()).add(documents[tie.document])
    ordered = sorted(ties)
    stated = [(n, d) for n, pair in enumerate(ordered) for d in sorted(ties[pair])]
    return Sample(
        documents=len(documents),
        named=_pairs(pairs),
        stated=_pairs(stated),
        ends=_pairs(ordered),
        kinds=[str(k) for k in first["type"]],
        scales=[str(s) if s != Scale.UNKNOWN.value else "" for s in first["scale"]],
        themes=_profiles(tables, rows),
    )


def _pairs(pairs: Sequence[tuple[int, int]]) -> Ints:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _profiles(tables: GovernanceMap, rows: pd.DataFrame) -> Floats:
    """Return for each row the mean theme scores of its passages, scaled to unit length."""
    scores = tables.scores
    if scores is None or scores.empty or rows.empty:
        return np.zeros((len(rows), 0))
    wanted = {p for passages in rows["passages"] for p in passages}
    table = scores[scores["passage"].isin(wanted)].pivot_table(
        index="passage", columns="theme", values="about", aggfunc="max", fill_value=0.0
    )
    where = {p: n for n, p in enumerate(table.index)}
    values = table.to_numpy(dtype=np.float64)
    profiles = np.zeros((len(rows), values.shape[1]))
    for number, passages in enumerate(rows["passages"]):
        known = [where[p] for p in passages if p in where]
        if known:
            profiles[number] = values[known].mean(axis=0)
    length = np.linalg.norm(profiles, axis=1, keepdims=True)
    return np.asarray(profiles / np.where(length > 0, length, 1.0))


def subset(documents: int, size: int, generator: np.random.Generator, times: Ints | None = None) -> Ints:
    """Return a random part of a sample, `size` documents: how often each document is in it."""
    pool = np.arange(documents) if times is None else np.repeat(np.arange(documents), times)
    return np.bincount(generator.choice(pool, size, replace=False), minlength=documents).astype(np.int64)


def ei_expected(ends: Ints, scales: Sequence[str], seed: int = 0) -> tuple[float, float, float]:
    """Return the E-I index of ties (Krackhardt & Stern 1988), its expectation for random scales, and p.

    Ties with an unknown scale are left out. The expectation is exact; p is the share of PERMUTATIONS (and
    the ties as they are) that are at least as far from it. NaN without ties.
    """
    known = [(a, b) for a, b in ends.tolist() if scales[a] and scales[b]]
    members = sorted({n for pair in known for n in pair})
    if not known:
        return float("nan"), float("nan"), float("nan")
    place = {n: i for i, n in enumerate(members)}
    one, two = (np.array([place[pair[end]] for pair in known]) for end in (0, 1))
    labels = np.unique([scales[n] for n in members], return_inverse=True)[1]
    sizes, n = np.bincount(labels), len(members)
    expected = 1 - 2 * float((sizes * (sizes - 1)).sum()) / (n * (n - 1))
    seen = 2 * float((labels[one] != labels[two]).mean()) - 1
    generator = np.random.default_rng(seed)
    far = 1
    for _ in range(PERMUTATIONS):
        dealt = generator.permutation(labels)
        far += abs(2 * (dealt[one] != dealt[two]).mean() - 1 - expected) >= abs(seen - expected) - 1e-12
    return seen, expected, float(far) / (PERMUTATIONS + 1)
