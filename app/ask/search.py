"""Search by meaning and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workingregions.app.ask.evidence import evidence_ids
from workingregions.corpus.errors import ProjectError
from workingregions.corpus.records import Document, Passage
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.selection import Selection
from workingregions.corpus.store import without

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.models.search import Hit

NEAR_A_THEME = 0.5
"""Minimum cosine for a query to count as being about a theme."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query: hits, best first, their documents by id, and evidence ids of their snippets."""

    hits: tuple[Hit, ...]
    documents: Mapping[str, Document]
    evidence: tuple[str, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """Return the hits as plain rows, each with the title, publisher, year and file of its document."""
        return [
            {
                "rank": rank,
                "title": self.documents[hit.document].title,
                "publisher": self.documents[hit.document].publisher,
                "year": self.documents[hit.document].year,
                "file": self.documents[hit.document].path,
                "evidence": self.evidence[rank - 1] if self.evidence else "",
                **{name: getattr(hit, name) for name in hit.__dataclass_fields__},
            }
            for rank, hit in enumerate(self.hits, 1)
        ]


def search(pinned: Pinned, query: str, selection: Selection | None, n: int) -> Found:
    """See View.search."""
    from workingregions.models.search import search as rank

    snapshot = pinned.snapshot

    def fetch(ids: Sequence[str]) -> dict[str, Passage]:
        columns = without("passages", "vector")
        return {p.id: p for p in snapshot.records("passages", among=("id", ids), columns=columns)}

    _check_encoder(pinned)
    hits = rank(
        query,
        snapshot,
        fetch,
        pinned.encoder.encode,
        selection=selection,
        mode=pinned.config.search.mode,
        also=_other_words(pinned, query),
        n=n or pinned.config.search.results,
    )
    ids = {hit.document for hit in hits}
    documents = snapshot.records("documents", among=("id", ids))
    return Found(tuple(hits), {d.id: d for d in documents}, tuple(evidence_ids(snapshot, hits)))


def _check_encoder(pinned: Pinned) -> None:
    """Raise an error if the passages' vectors are from another encoder than the one configured."""
    manifest = pinned.snapshot.manifest
    made, wanted = manifest.encoder, pinned.encoder.name
    if made != wanted and manifest.rows["passages"]:
        raise ProjectError(
            f"The passages were encoded by {made}, but workingregions.toml specifies {wanted}.",
            advice=Remedy.ENCODE_AGAIN,
        )


def _other_words(pinned: Pinned, query: str) -> str:
    """Return the seed terms of the theme that the query is about, "" if it is close to none.

    Vectors alone rank "bringing manufacturing back" close to all manufacturing; the codebook has its term.
    """
    if pinned.config.search.mode != "hybrid" or not query.strip():
        return ""
    themes = pinned.codebook.themes
    near = pinned.theme_vectors @ pinned.encoder.encode([query])[0]
    best = int(near.argmax())
    return " ".join(themes[best].seeds) if near[best] >= NEAR_A_THEME else ""
