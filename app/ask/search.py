"""Search by meaning and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from workingregions.app.ask.evidence import evidence, evidence_ids
from workingregions.app.ask.expansions import expansions
from workingregions.app.names import described, document, select
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError, NotFoundError, ProjectError
from workingregions.corpus.evidence import MalformedEvidenceIdError
from workingregions.corpus.records import Document, Passage
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.selection import Selection
from workingregions.corpus.store import without
from workingregions.corpus.voices import takes
from workingregions.ingest.text import detect

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.models.search import (
        Answer,
        Engine,
        Expansion,
        Hit,
        Query,
        Reranker,
        Search,
        Verdict,
    )

NAMED_BY = {
    "region": "regions",
    "theme": "themes",
    "institution": "institutions",
    "type": "types",
    "voice": "voices",
    "language": "languages",
    "drop": "drops",
}
"""Fields of a query, and the arguments of `View.select` that they stand for."""
FEW_WORDS = 4
"""Words of a query below which its language is not told."""
SURE = 0.8
"""Minimum probability of that language."""
SAMPLE = 2_000
"""Passages whose vectors show the scale of an encoder's cosines, about."""
LIKE_WORDS = 60
"""Words of a passage or document with which similar ones are sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The answer to a query: hits, best first, their documents by id, and evidence ids of their snippets.

    Attributes:
        query: what was asked.
        hits: the passages found; see `models.search.Hit`.
        documents: the documents of the hits and of what repeats them, by id.
        evidence: an evidence id per hit; "" for text without letters.
        verdict: whether the hits answer the query: answered, weak or nothing.
        weak_from: the rank of the first hit from which all are weak, 0 if there is none.
        expansions: the words that were added to the query.
        missing: words of the query that no passage has.
        blame: filters without each of which the corpus would answer.
        among: the number of passages that meet the conditions of the query, None if it has none.
        foreign: the language (ISO 639-1) of a query that is not in English, else "".
        reranker: the name of the reranker that read the best hits, "" without one.
    """

    query: str
    hits: tuple[Hit, ...]
    documents: Mapping[str, Document]
    evidence: tuple[str, ...]
    verdict: Verdict
    weak_from: int = 0
    expansions: tuple[Expansion, ...] = ()
    missing: tuple[str, ...] = ()
    blame: tuple[str, ...] = ()
    among: int | None = None
    foreign: str = ""
    reranker: str = ""

    def by_document(self) -> list[tuple[Document, list[Hit]]]:
        """Return the documents of the hits, each with its hits; the document of the best hit comes first."""
        groups: dict[str, list[Hit]] = {}
        for hit in self.hits:
            groups.setdefault(hit.document, []).append(hit)
        return [(self.documents[ident], hits) for ident, hits in groups.items()]

    def rows(self) -> list[dict[str, Any]]:
        """Return the hits as plain rows, each with the title, publisher, year and file of its document."""
        return [
            {
                "rank": rank,
                "title": self.documents[hit.document].title,
                "publisher": self.documents[hit.document].publisher,
                "year": self.documents[hit.document].year,
                "file": self.documents[hit.document].path,
                "evidence": self.evidence[rank - 1],
                **{field.name: getattr(hit, field.name) for field in fields(hit)},
            }
            for rank, hit in enumerate(self.hits, 1)
        ]

    def _repr_html_(self) -> str:
        from workingregions.corpus.cards import card, lines, rows

        columns = {"rank": "", "snippet": "passage", "title": "document", "year": "year", "page": "page"}
        answers = {"nothing": "Nothing answers the query.", "weak": "No hit surely answers the query."}
        note = answers.get(str(self.verdict), "")
        return card(self.query or "Similar passages", lines([note]), rows(self.rows(), columns, most=10))

    def to_pandas(self) -> pd.DataFrame:
        """Return the hits as a frame, one row per hit, with the columns of `rows`."""
        import pandas as pd

        from workingregions.models.search import Hit

        columns = ["rank", "title", "publisher", "year", "file", "evidence", *(f.name for f in fields(Hit))]
        frame = pd.DataFrame(self.rows(), columns=columns)
        return frame.astype({"year": "Int64"})


def search(
    pinned: Pinned,
    engine: Engine,
    query: str,
    selection: Selection | None,
    n: int,
    *,
    like: str = "",
    expand: bool = True,
    context: int = 0,
) -> SearchResult:
    """See View.search."""
    from workingregions.models.search import Verdict, answer, to_blame

    _check_encoder(pinned)
    asked = _similar(pinned, query, selection, like) if like else _asked(pinned, query, selection, expand)
    folded = pinned.config.count.duplicates == "once"
    found = answer(engine, asked, n or pinned.config.search.results, folded=folded, context=context)
    blame: Sequence[str] = ()
    if asked.selection is not None and asked.selection.where() and found.verdict is not Verdict.ANSWERED:
        blame = to_blame(engine, asked)
    return _result(pinned, engine, query, found, blame)


def _result(pinned: Pinned, engine: Engine, query: str, found: Answer, blame: Sequence[str]) -> SearchResult:
    hits = found.hits
    ids = {hit.document for hit in hits} | {r.document for hit in hits for r in hit.repeats}
    documents = pinned.snapshot.records("documents", among=("id", ids))
    strong = [rank for rank, hit in enumerate(hits, 1) if not hit.weak]
    last = strong[-1] if strong else 0
    return SearchResult(
        query=query,
        hits=hits,
        documents={d.id: d for d in documents},
        evidence=tuple(evidence_ids(pinned.snapshot, hits)),
        verdict=found.verdict,
        weak_from=last + 1 if last < len(hits) else 0,
        expansions=found.expansions,
        missing=found.missing,
        blame=tuple(blame),
        among=found.among,
        foreign=_foreign(query),
        reranker=engine.reranker.name if engine.reranker else "",
    )


def ranked(pinned: Pinned, found: SearchResult, selection: Selection | None) -> int:
    """See View.ranked."""
    from workingregions.models.search import parse

    if found.among is not None:
        return found.among
    if found.query.strip():
        selection = narrowed(pinned, parse(found.query, ranking=False), selection)
    if where := selection.where() if selection else "":
        return len(pinned.snapshot.arrow("passages", where=where, columns=["id"]))
    return pinned.snapshot.manifest.rows["passages"]


def _foreign(query: str) -> str:
    """Return the language of a query if it is surely not in English; "" otherwise, or if it is short."""
    if len(query.split()) < FEW_WORDS:
        return ""
    code, probability = detect(query)
    return code if code != "en" and probability >= SURE else ""


def engine(pinned: Pinned) -> Engine:
    """Return the search engine of a snapshot."""
    from workingregions.models.encoder import SHIPPED
    from workingregions.models.search import Engine, Scale

    snapshot = pinned.snapshot
    columns = without("passages", "vector")

    def fetch(ids: Sequence[str]) -> dict[str, Passage]:
        return {p.id: p for p in snapshot.records("passages", among=("id", ids), columns=columns)}

    scale = None
    if pinned.encoder.name != SHIPPED and len(vectors := snapshot.sample_vectors(SAMPLE)) > 1:
        scale = Scale.of(vectors)
    return Engine(snapshot, fetch, pinned.encoder.encode, _reranker(pinned), scale)


def _reranker(pinned: Pinned) -> Reranker | None:
    section = pinned.config.search
    if not section.reranker:
        return None
    from workingregions.models.cross_encoder import CrossEncoder

    return CrossEncoder(
        section.reranker,
        root=pinned.root,
        device=pinned.config.encoder.device,
        expected=section.reranker_hash,
    )


def _asked(pinned: Pinned, text: str, selection: Selection | None, expand: bool) -> Search:
    """Return the search that a query stands for."""
    from workingregions.models.search import Search, parse

    query = parse(text)
    more = expansions(pinned, query.text) if expand and pinned.config.search.mode != "dense" else ()
    return Search(
        query=query,
        selection=narrowed(pinned, query, selection),
        mode=pinned.config.search.mode,
        expansions=more,
    )


def _similar(pinned: Pinned, query: str, selection: Selection | None, like: str) -> Search:
    """Return the search for what is similar to a passage (an evidence id) or to a document."""
    from workingregions.models.search import Query, Search, content_words

    if query.strip():
        raise InputError("A search is for a query or for what is similar to a passage, not for both.")
    try:
        found = evidence(pinned.snapshot, like)
        model = pinned.snapshot.records("passages", among=("id", [found.passage])) if found.passage else []
        without_ids = [p.id for p in model]
        if not model:
            raise InputError("The document no longer has the words of this evidence id.")
    except MalformedEvidenceIdError as cause:
        try:
            ident = document(pinned.snapshot, like).id
        except NotFoundError:
            if like.startswith("wr1."):
                raise cause from None
            raise
        model = pinned.snapshot.records("passages", among=("document", [ident]))
        without_ids = [p.id for p in model]
        model = [p for p in model if takes(Use.TOPICS, p.voice)] or model
    vectors = [p.vector for p in model if p.vector is not None]
    if not vectors:
        raise InputError(f"{like!r} has no passage to compare others with.")
    text = " ".join(content_words(" ".join(p.text for p in model), LIKE_WORDS))
    mean = np.mean(vectors, axis=0)
    return Search(
        query=Query(text=text, pasted=True),
        selection=selection,
        mode=pinned.config.search.mode,
        vector=mean / max(float(np.linalg.norm(mean)), 1e-9),
        without=frozenset(without_ids),
    )


def narrowed(pinned: Pinned, query: Query, selection: Selection | None) -> Selection | None:
    """Return the selection narrowed by the fields of a query."""
    if not query.fields:
        return selection
    given: dict[str, list[str]] = {}
    for name, value in query.fields:
        given.setdefault(name, []).append(value)
    years = given.pop("year", [])
    if len(years) > 1:
        raise InputError("The field year: is given twice.", advice="Write year:2010:2015 for a period.")
    texts = {name: given.pop(name) for name in ("publisher", "title", "file") if name in given}
    named: dict[str, Sequence[str]] = {argument: given.get(name, ()) for name, argument in NAMED_BY.items()}
    chosen = select(pinned, year=years[0] if years else "", **named)
    base = selection or Selection()
    ids = [s.documents for s in (base, chosen) if s.documents is not None]
    ids += [
        tuple(described(pinned.snapshot, name, value)) for name, values in texts.items() for value in values
    ]
    changed: dict[str, Any] = {}
    for field in fields(Selection):
        one, other = getattr(base, field.name), getattr(chosen, field.name)
        empty = getattr(Selection(), field.name)
        if field.name != "documents" and other != empty:
            if one not in (empty, other):
                raise InputError(f"The search is narrowed by {field.name} twice, in different ways.")
            changed[field.name] = other
    if ids:
        changed["documents"] = tuple(sorted(set(ids[0]).intersection(*ids[1:])))
    return replace(base, **changed)


def _check_encoder(pinned: Pinned) -> None:
    """Raise an error if the passages' vectors are from another encoder than the one configured."""
    manifest = pinned.snapshot.manifest
    made, wanted = manifest.encoder, pinned.encoder.name
    if made != wanted and manifest.rows["passages"]:
        raise ProjectError(
            f"The passages were encoded by {made}, but workingregions.toml specifies {wanted}.",
            advice=Remedy.ENCODE_AGAIN,
        )
