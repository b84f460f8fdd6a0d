"""What a project answers about its whole corpus: documents, search, themes, trends, topics, reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from workingregions.app.evidence import evidence_ids
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.records import Document, Passage
from workingregions.corpus.selection import Selection
from workingregions.corpus.snapshot import write_atomically, writing
from workingregions.corpus.store import Snapshot, among

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.project import Project
    from workingregions.models.search import Hit
    from workingregions.models.topics import Method, TopicModel

METHODS = ("nmf", "lda")
FACETS = ("region", "year", "genre", "publisher")
DOCUMENTS = (
    "id", "title", "year", "type", "genre", "publisher", "language", "regions", "pages", "path",
    "duplicate_of",
)  # fmt: skip
TOPICS_FILE = "topics.json"
NEAR_A_THEME = 0.5
"""Cosine from which on a query is taken to ask for a theme."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query: hits, best first, their documents by id, and their snippets' evidence ids."""

    hits: tuple[Hit, ...]
    documents: Mapping[str, Document]
    evidence: tuple[str, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """The hits as plain rows, each with its document's title, publisher, year and file."""
        return [
            {
                "rank": rank,
                "title": self.documents[hit.document].title,
                "publisher": self.documents[hit.document].publisher,
                "year": self.documents[hit.document].year,
                "file": self.documents[hit.document].path,
                **{name: getattr(hit, name) for name in hit.__dataclass_fields__},
                "evidence": self.evidence[rank - 1] if self.evidence else "",
            }
            for rank, hit in enumerate(self.hits, 1)
        ]


def search(project: Project, query: str, selection: Selection | None, n: int) -> Found:
    """See Project.search."""
    from workingregions.models.search import search as rank

    snapshot = project.snapshot

    def fetch(ids: Sequence[str]) -> dict[str, Passage]:
        return {p.id: p for p in snapshot.records("passages", where=among("id", ids))} if ids else {}

    hits = rank(
        query,
        snapshot,
        fetch,
        project.encoder.encode,
        selection=selection,
        mode=project.config.search.mode,
        also=_other_words(project, query),
        n=n or project.config.search.results,
    )
    ids = {hit.document for hit in hits}
    documents = snapshot.records("documents", where=among("id", ids)) if ids else []
    return Found(tuple(hits), {d.id: d for d in documents}, tuple(evidence_ids(snapshot, hits)))


def _other_words(project: Project, query: str) -> str:
    """The seed terms of the theme that the query asks for, "" when it is near none.

    Vectors alone rank "bringing manufacturing back" near all manufacturing; the codebook knows its name.
    """
    if not query.strip():
        return ""
    themes = project.codebook.themes
    vectors = project.encoder.encode([query, *(theme.definition for theme in themes)])
    near = vectors[1:] @ vectors[0]
    best = int(near.argmax())
    return " ".join(themes[best].seeds) if near[best] >= NEAR_A_THEME else ""


def documents(project: Project, selection: Selection | None) -> pd.DataFrame:
    """See Project.documents."""
    import pandas as pd

    snapshot = project.snapshot
    repeats = {d.document: d.of for d in snapshot.records("duplicates")}
    found: list[Document] = snapshot.records("documents")
    if selection is not None and (where := selection.where()):
        kept = set(snapshot.arrow("passages", where=where, columns=["document"])["document"].to_pylist())
        found = [d for d in found if d.id in kept]
    rows = [
        {
            "id": d.id,
            "title": d.title,
            "year": d.year,
            "type": d.type.value,
            "genre": d.genre,
            "publisher": d.publisher,
            "language": d.language,
            "regions": [r.region for r in d.regions],
            "pages": len(d.pages),
            "path": d.path,
            "duplicate_of": repeats.get(d.id, ""),
        }
        for d in sorted(found, key=lambda d: (d.path, d.id))
    ]
    return pd.DataFrame(rows, columns=list(DOCUMENTS)).astype({"year": "Int64"})


def references(
    project: Project, document: Document | None, inside: bool, cited_by: bool = False
) -> pd.DataFrame:
    """See Project.references."""
    import pandas as pd

    snapshot = project.snapshot
    paths = {d.id: d.path for d in snapshot.records("documents")}
    column = "target" if cited_by else "document"
    where = among(column, [document.id]) if document else ""
    rows = [
        {
            "file": paths[r.document],
            "page": r.page,
            "authors": list(r.authors),
            "year": r.year,
            "title": r.title,
            "source": r.source,
            "doi": r.doi,
            "text": r.text,
            "cites": paths.get(r.target, ""),
            "score": r.score,
        }
        for r in snapshot.records("references", where=where)
        if r.target or not inside
    ]
    names = ["file", "page", "authors", "year", "title", "source", "doi", "text", "cites", "score"]
    return pd.DataFrame(rows, columns=names).astype({"year": "Int64"})


def duplicates(project: Project) -> pd.DataFrame:
    """See Project.duplicates."""
    import pandas as pd

    snapshot = project.snapshot
    paths = {d.id: d.path for d in snapshot.records("documents")}
    rows = [
        {"file": paths[d.document], "kind": d.kind, "of": paths[d.of], "similarity": d.similarity}
        for d in snapshot.records("duplicates")
    ]
    frame = pd.DataFrame(rows, columns=["file", "kind", "of", "similarity"])
    return frame.sort_values(["file", "of"], ignore_index=True)


def counted_documents(project: Project, snapshot: Snapshot) -> list[Document]:
    """The documents that count: all, or without those that repeat another, as configured."""
    documents: list[Document] = snapshot.records("documents")
    if project.config.count.duplicates == "each":
        return documents
    repeats = {d.document for d in snapshot.records("duplicates")}
    return [d for d in documents if d.id not in repeats]


def themes(project: Project) -> pd.DataFrame:
    """See Project.themes."""
    import pandas as pd

    snapshot = project.snapshot
    kept = {d.id for d in counted_documents(project, snapshot)}
    scores = snapshot.frame("themes")
    scores = scores[scores["document"].isin(kept)]
    about = scores[scores["about"] >= project.config.count.about]
    rows = [
        {
            "id": theme.id,
            "group": theme.group,
            "label": theme.label,
            "definition": theme.definition,
            "documents": int(about.loc[about["theme"] == theme.id, "document"].nunique()),
            "passages": int((about["theme"] == theme.id).sum()),
            "mentions": int((scores["mention"].astype(bool) & (scores["theme"] == theme.id)).sum()),
        }
        for theme in project.codebook.themes
    ]
    return pd.DataFrame(rows)


def trends(project: Project, theme: str, by: Sequence[str]) -> pd.DataFrame:
    """See Project.trends."""
    import pandas as pd

    from workingregions.models.trends import theme_counts
    from workingregions.nlp.gazetteer import Gazetteer

    for facet in by:
        if facet not in FACETS:
            raise NotFoundError("facet", facet, FACETS, advice=f"Facets: {', '.join(FACETS)}.")
    wanted = project.codebook.get(theme)
    snapshot = project.snapshot
    kept = counted_documents(project, snapshot)
    gazetteer = Gazetteer.load()
    documents = pd.DataFrame(
        {
            "id": [d.id for d in kept],
            "year": pd.array([d.year for d in kept], dtype="Int64"),
            "genre": [d.genre for d in kept],
            "publisher": [d.publisher for d in kept],
            "regions": [[r.region for r in d.regions] for d in kept],
        }
    )
    passages = snapshot.frame("passages", columns=["id", "document", "reference"])
    scores = snapshot.frame("themes")
    table = theme_counts(
        passages,
        scores,
        documents,
        by=by,  # type: ignore[arg-type]  # checked above
        about=project.config.count.about,
        above=gazetteer.ancestors,
    )
    table = table[table["theme"] == wanted.id].reset_index(drop=True)
    if "region" in by:
        names = [gazetteer.name(r) if r else "unknown" for r in table["region"]]
        table.insert(0, "region_name", names)
    return table


def fit_topics(project: Project, method: str, topics: int, seed: int) -> TopicModel:
    """See Project.fit_topics."""
    from workingregions.models.topics import fit

    if method not in METHODS:
        raise NotFoundError("topic method", method, METHODS, advice=f"One of: {', '.join(METHODS)}.")
    snapshot = project.snapshot
    kept = {d.id for d in counted_documents(project, snapshot)}
    passages = [p for p in snapshot.records("passages") if p.document in kept and not p.reference]
    if not passages:
        raise InputError("There is nothing to find topics in.", advice="Start with: wr ingest PATH")
    model = fit(
        [p.text for p in passages],
        [p.id for p in passages],
        method=cast("Method", method),
        topics=topics or None,
        seed=seed,
    )
    model.save(project.root / TOPICS_FILE)
    return model


def topic_model(project: Project) -> TopicModel:
    """See Project.topic_model."""
    from workingregions.models.topics import TopicModel

    return TopicModel.load(project.root / TOPICS_FILE)


def topics(project: Project) -> pd.DataFrame:
    """See Project.topics."""
    import pandas as pd

    rows = [
        {
            "topic": topic.number,
            "label": topic.label,
            "share": topic.share,
            "coherence": topic.coherence,
            "words": [word.replace("_", " ") for word, _ in topic.words],
        }
        for topic in topic_model(project).topics
    ]
    return pd.DataFrame(rows)


def topic(project: Project, number: int) -> pd.DataFrame:
    """See Project.topic."""
    import pandas as pd

    model = topic_model(project)
    chosen = next((t for t in model.topics if t.number == number), None)
    if chosen is None:
        advice = f"There are topics 1 to {len(model.topics)}; `wr topics list` shows them."
        raise NotFoundError("topic", str(number), advice=advice)
    snapshot = project.snapshot
    where = among("id", chosen.passages)
    passages = {p.id: p for p in snapshot.records("passages", where=where)} if chosen.passages else {}
    documents = {d.id: d for d in snapshot.records("documents")}
    rows = [
        {
            "weight": dict(model.weights.get(name, ())).get(number, 0.0),
            "document": documents[passages[name].document].path,
            "page": passages[name].pages[0],
            "text": " ".join(passages[name].text.split()),
            "passage": name,
        }
        # Passages may have gone since the model was fitted.
        for name in chosen.passages
        if name in passages
    ]
    return pd.DataFrame(rows, columns=["weight", "document", "page", "text", "passage"])


def report_theme(project: Project, theme: str, out: Path | None) -> Path:
    """See Project.report_theme."""
    from workingregions.nlp.gazetteer import Gazetteer
    from workingregions.reports.review_desk import Material
    from workingregions.reports.review_page import render_html
    from workingregions.reports.theme_review import build_review

    wanted = project.codebook.get(theme)
    snapshot = project.snapshot
    documents = counted_documents(project, snapshot)
    if not documents:
        raise InputError("There is nothing to review yet.", advice="Start with: wr ingest PATH")
    kept = {d.id for d in documents}

    def rows(table: str, where: str = "") -> list[Any]:
        return [row for row in snapshot.records(table, where=where) if row.document in kept]

    passages = rows("passages")
    material = Material(
        snapshot=snapshot.id,
        documents=documents,
        passages=passages,
        scores=rows("themes"),
        mentions=rows("mentions", "kind = 'institution'"),
        entities=snapshot.records("entities"),
        names=rows("names"),
        failures=[f for f in snapshot.records("failures") if f.page is None],
        running=sum(not p.reference for p in passages),
        duplicates=snapshot.manifest.rows["documents"] - len(documents),
        encoder=project.encoder.name,
    )
    data = build_review(
        wanted.id,
        project.codebook,
        material,
        Gazetteer.load(),
        about=project.config.count.about,
        encode=project.encoder.encode,
    )
    target = (out or project.root / "reports") / f"theme-{wanted.id}.html"
    with writing(target):
        write_atomically(target, render_html(data))
    return target
