"""The review of themes: its material, and the report that is made from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workingregions.app.ask.automation import steps
from workingregions.app.ask.document_text import evidence_id, passages_of
from workingregions.app.ask.flows import decisions, read_flows
from workingregions.app.ask.trends import Scene, of_years, theme_ids
from workingregions.app.ask.unread import unread
from workingregions.app.names import gazetteer
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError
from workingregions.corpus.map_filter import MapFilter
from workingregions.corpus.quotes import FoldedText
from workingregions.corpus.records import Document, Passage
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.store import release
from workingregions.models.named import COUNTED

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.models.trends import TrendTest
    from workingregions.reports.report import Report
    from workingregions.reports.themes import Material, Reliability


def theme_review(
    pinned: Pinned,
    themes: str | Sequence[str],
    only: MapFilter,
    year: str,
    judged: Callable[[str], Reliability],
) -> Report:
    """See View.theme_review; `judged` returns how reliable a theme is by the labels of coders."""
    from workingregions.reports.themes import build_review

    if not ([themes] if isinstance(themes, str) else themes):
        raise InputError("A review needs a theme.", advice=Remedy.LIST_THEMES)
    wanted = theme_ids(pinned, themes)
    if not pinned.counted:
        raise InputError("There is nothing to review yet.", advice=Remedy.INGEST)
    return build_review(review_material(pinned, wanted, only, year, [judged(theme) for theme in wanted]))


def review_material(
    pinned: Pinned, themes: Sequence[str], only: MapFilter, year: str, measured: Sequence[Reliability]
) -> Material:
    """Return what a review of themes (ids) is made from: their passages, and counts of the others."""
    from workingregions.reports.themes import Material

    snapshot, documents = pinned.snapshot, of_years(pinned.counted, year)
    if not documents:
        raise InputError(f"There are no documents of {year}.", advice="Widen the years, or leave them out.")
    scene = replace(Scene.of(pinned, themes), documents=documents)
    counted = {d.id for d in documents}
    running = scene.passages[scene.passages["document"].isin(counted)]
    owner = dict(zip(running["id"], running["document"], strict=True))
    tagged = {p for theme in themes for p in scene.tagged(theme) if p in owner}
    covered = {owner[p] for p in tagged}
    lacking, decided = unread(pinned, documents), decisions(pinned, themes, scene)
    flows, sources = read_flows(pinned, covered, decided, counted)
    return Material(
        snapshot=snapshot.id,
        created=snapshot.manifest.created,
        project=pinned.name,
        release=release(),
        codebook=pinned.codebook.version,
        themes=tuple(pinned.codebook.get(theme) for theme in themes),
        groups=pinned.codebook.groups,
        labels={theme.id: theme.label for theme in pinned.codebook},
        about=scene.about,
        places=gazetteer(),
        documents=documents,
        passages=snapshot.records("passages", among=("id", tagged)),
        scores=snapshot.records("themes", where=_strong(scene), among=("passage", tagged)),
        peaks={theme: _peaks(scene, theme, owner) for theme in themes},
        naming={theme: {owner[p] for p in scene.mentioning(theme) if p in owner} for theme in themes},
        trend=_trend(scene, themes, covered),
        running=len(running),
        sizes=_sizes(pinned, scene, owner),
        outcomes=snapshot.records("outcomes", among=("document", covered)),
        fetch=lambda ids: passages_of(snapshot, "id", ids),
        named=_namer(),
        flows=flows,
        sources=sources,
        failures=[f for f in snapshot.records("failures") if f.page is None],
        unread=lacking,
        decisions=decided.counts,
        reliability=measured,
        steps=steps(pinned, measured, decided.counts, lacking),
        filter=only,
        years=year,
        duplicates_once=pinned.config.count.duplicates == "once",
        **_map(pinned, tagged, covered, only),
        **_pages(pinned, counted, covered),
    )


def _strong(scene: Scene) -> str:
    """Return the condition for the scores from which a passage counts."""
    return f"about >= {float(scene.about)!r}"


def _sizes(pinned: Pinned, scene: Scene, owner: Mapping[str, str]) -> dict[str, int]:
    """Return the number of passages about each theme of the codebook."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = pinned.snapshot.arrow("themes", where=_strong(scene), columns=["theme", "passage"])
    kept = rows.filter(pc.is_in(rows["passage"], value_set=pa.array(list(owner), pa.string())))
    return {row["values"]: row["counts"] for row in pc.value_counts(kept["theme"]).to_pylist()}


def _map(
    pinned: Pinned, passages: Collection[str], documents: Collection[str], only: MapFilter
) -> dict[str, Any]:
    """Return the institutions that passages name and the ties that documents state, as a filter has it."""
    snapshot = pinned.snapshot
    voiced = snapshot.taken("mentions", Use.NAMES)
    where = f"{COUNTED} AND {voiced}" if voiced else COUNTED
    mentions = snapshot.records("mentions", where=where, among=("passage", passages))
    keys = {mention.entity for mention in mentions}
    names = [n for n in snapshot.records("names", among=("document", documents)) if n.key in keys]
    entities = snapshot.records("entities", among=("id", {name.entity for name in names}))
    return {
        "mentions": mentions,
        "names": names,
        "entities": [entity for entity in entities if not only.refusal(entity)],
        "ties": _ties(pinned, documents, only),
    }


def _pages(pinned: Pinned, documents: Collection[str], covered: Collection[str]) -> dict[str, Any]:
    """Return the number of pages of documents, and which of the `covered` ones are of a format with pages."""
    import pyarrow.compute as pc

    pages = pinned.snapshot.arrow("documents", among=("id", documents), columns=["id", "pages"])
    number = pc.sum(pc.list_value_length(pages["pages"])).as_py() or 0
    return {"pages": number, "paged": _paged(pages, covered)}


def _peaks(scene: Scene, theme: str, owner: dict[str, str]) -> dict[str, float]:
    """Return the greatest probability of a passage of each document."""
    own = scene.scores[scene.scores["theme"] == theme]
    found: dict[str, float] = {}
    for passage, about in zip(own["passage"], own["about"], strict=True):
        document = owner.get(passage)
        if document is not None and about > found.get(document, 0.0):
            found[document] = float(about)
    return found


def _trend(scene: Scene, themes: Sequence[str], covered: Collection[str]) -> TrendTest:
    """Return the test of the share of documents about any of the themes, as `trend_tests` makes it."""
    from workingregions.models.trends import together, trend_test

    dated = sorted((d for d in scene.documents if d.year is not None and d.is_read), key=lambda d: d.id)
    frame = scene.frame(dated)
    frame["region"] = [gazetteer().name(r) if r else "" for r in frame["region"]]
    hits = frame["id"].isin(set(covered)).to_numpy(dtype=bool)
    (test,) = together([trend_test(frame, hits, " ".join(themes))])
    return test


def _ties(pinned: Pinned, covered: Collection[str], only: MapFilter) -> list[Any]:
    """Return the ties that documents state, if a filter takes both ends and the tie."""
    from workingregions.corpus.map_filter import tie_kind

    found = pinned.snapshot.records("entity_ties", among=("document", covered))
    known = pinned.register.entities if found and only.words else {}
    if not known:
        return found
    kept = []
    for tie in found:
        ends = [known[e] for e in (tie.source, tie.target) if e in known]
        kind = tie_kind(tie.relation, *((e.type for e in ends) if len(ends) == 2 else (None, None)))
        if not any(map(only.refusal, ends)) and not only.tie_refusal(tie.relation, kind, tie.confidence):
            kept.append(tie)
    return kept


def _paged(pages: Any, covered: Collection[str]) -> frozenset[str]:
    """Return those of the documents whose format has pages."""
    import pyarrow.compute as pc

    found: set[str] = set()
    for batch in pages.to_batches():
        width = pc.struct_field(pc.list_flatten(batch["pages"]), "width")
        rows = pc.list_parent_indices(batch["pages"]).filter(pc.greater(width, 0)).unique()
        found.update(batch["id"].take(rows).to_pylist())
    return frozenset(found & set(covered))


def _namer() -> Callable[[Passage, Document, tuple[int, int], object], str]:
    """Return what gives words of a passage their evidence id; a passage is folded once for all its words."""
    from workingregions.nlp.text import page_of

    folded = lru_cache(maxsize=256)(FoldedText)

    def named(passage: Passage, document: Document, span: tuple[int, int], record: object) -> str:
        return evidence_id(document, page_of(passage, span[0]), folded(passage.text), span, record)

    return named
