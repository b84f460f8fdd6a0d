"""What is known of one region, read once: who is named there, in which sentences, and what is claimed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workingregions.app.made.quoting import (
    Sentence,
    best_sentence,
    identified,
    sentence_at,
)
from workingregions.app.names import gazetteer
from workingregions.corpus.selection import Selection
from workingregions.corpus.store import without
from workingregions.models.named import COUNTED
from workingregions.models.presence import GovernanceMap, Presence, presence
from workingregions.reports.regions import Actor, Quantified

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter
    from workingregions.corpus.records import Document, Outcome, Passage, ThemeScore
    from workingregions.models.wording import Years

SENTENCES = 3
"""Sentences that show that documents name an institution or treat a theme, each of another document."""
QUOTABLE = 0.5
"""How well a sentence reads by itself, from which it is set apart as a quotation."""
READ = 4
"""Passages of a document in which a sentence that names an institution is looked for."""


def called_by_documents(view: View) -> Mapping[tuple[str, str], str]:
    """Return the institution (its id) that each document means by each key of a name."""
    rows = view.snapshot.arrow("names", columns=["document", "key", "entity"])
    columns = (rows[name].to_pylist() for name in ("document", "key", "entity"))
    return {(document, key): entity for document, key, entity in zip(*columns, strict=True)}


class RegionDesk:
    """The material on one region of a project; `called` is that of `called_by_documents`, if it is known."""

    def __init__(
        self,
        view: View,
        tables: GovernanceMap,
        region: str,
        years: Years | None,
        only: MapFilter,
        called: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.view, self.tables, self.region = view, tables, region
        self._called = called if called is not None else called_by_documents(view)
        self.years, self.only = years, only
        self.here: Presence = presence(tables, region, gazetteer(), years, only)

    @property
    def name(self) -> str:
        """The region's name."""
        return self.here.region_name

    @cached_property
    def passages(self) -> Mapping[str, Passage]:
        """The passages about the region, in every voice, of the documents that count."""
        where = Selection(regions=(self.region,), years=self.years or (None, None)).where()
        rows = self.view.snapshot.records("passages", where=where, columns=without("passages", "vector"))
        counted = {d.id for d in self.view.counted}
        return {p.id: p for p in rows if p.document in counted}

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The documents with such a passage, by id, ordered by path."""
        holding = {p.document for p in self.passages.values()}
        return {d.id: d for d in sorted(self.view.counted, key=lambda d: d.path) if d.id in holding}

    @cached_property
    def read(self) -> list[Document]:
        """Those of them in the language that is annotated."""
        return [d for d in self.documents.values() if d.is_read]

    @cached_property
    def actors(self) -> list[Actor]:
        """The institutions that the passages name, those from elsewhere included, with sentences."""
        table = self.here.table
        if table.empty:
            return []
        quoted, readable = self.naming(set(table["entity"]))
        found = []
        for entity, rows in table.groupby("entity", sort=True):
            first = rows.iloc[0]
            years = [int(y) for y in rows["year"].dropna()]
            found.append(
                Actor(
                    id=str(entity),
                    name=str(first["name"]),
                    type=str(first["type"]),
                    scale=str(first["scale"]),
                    basis=str(first["basis"]),
                    home=str(first["home_name"]),
                    documents=len(rows),
                    mentions=int(rows["mentions"].sum()),
                    publishers=len({self._voice(str(d)) for d in rows["document"]}),
                    first=min(years, default=None),
                    last=max(years, default=None),
                    evidence=quoted.get(str(entity), ()),
                    quotable=str(entity) in readable,
                    link=f"/institutions/{entity}",
                )
            )
        return found

    @cached_property
    def outcomes(self) -> list[Quantified]:
        """The quantified claims in the passages about the region, each with its sentence."""
        found = self.outcome_records
        spots = [sentence_at(self.passages[o.passage], o.start) for o in found]
        called = self._institutions_of(found)
        return [
            Quantified(
                kind=o.kind.value,
                text=" ".join(o.text.split()),
                unit=o.unit,
                value=o.value,
                place=gazetteer().name(o.place) if o.place else "",
                institution=called.get((o.document, o.institution), ""),
                promised=o.promised,
                change=o.change.value if o.change else "",
                when=o.period or (str(o.year) if o.year else ""),
                document=o.document,
                confidence=o.confidence,
                sentence=spot.text,
                evidence=ident,
            )
            for o, spot, ident in zip(found, spots, identified(self.view, spots), strict=True)
        ]

    @cached_property
    def outcome_records(self) -> list[Outcome]:
        """The same as records."""
        rows = self.view.snapshot.records("outcomes", among=("passage", sorted(self.passages)))
        kept = [o for o in rows if o.document in self.documents and o.passage in self.passages]
        return sorted(kept, key=lambda o: (self.documents[o.document].path, o.passage, o.start, o.kind))

    @cached_property
    def theme_scores(self) -> Mapping[str, list[ThemeScore]]:
        """The scores of passages that are about each theme of the codebook, the likeliest first."""
        about = float(self.view.config.count.about)
        rows = self.view.snapshot.records(
            "themes", where=f"about >= {about!r}", among=("passage", sorted(self.passages))
        )
        found: dict[str, list[ThemeScore]] = {theme.id: [] for theme in self.view.codebook}
        for score in sorted(rows, key=lambda s: (-s.about, s.passage)):
            if score.theme in found and score.passage in self.passages:
                found[score.theme].append(score)
        return found

    def _voice(self, document: str) -> str:
        """Return the publisher of a document; one without a publisher is a voice of its own."""
        found = self.documents.get(document)
        return found.publisher if found and found.publisher else document

    def theme_sentences(self, scores: Iterable[ThemeScore], most: int = SENTENCES) -> list[Sentence]:
        """Return sentences about a theme, of different documents, those that read best first."""
        best: dict[str, tuple[float, float, Sentence]] = {}
        for score in scores:
            spot = best_sentence(self.passages[score.passage], score.start, score.end)
            worth = (min(spot.worth, 0.5), score.about, spot)
            kept = best.get(score.document)
            if kept is None or worth[:2] > kept[:2]:
                best[score.document] = worth
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        return [worth[2] for _, worth in ranked[:most]]

    def naming(self, entities: Collection[str]) -> tuple[dict[str, tuple[str, ...]], set[str]]:
        """Return the ids of sentences that name each institution, of the documents that do so most, and the
        institutions whose first sentence can be read alone."""
        own: dict[str, list[Any]] = defaultdict(list)
        for row in self.here.table[self.here.table["entity"].isin(entities)].to_dict("records"):
            own[str(row["entity"])].append(row)
        wanted: dict[tuple[str, str], str] = {}
        for entity, found in own.items():
            for row in sorted(found, key=lambda r: (-r["mentions"], r["document"]))[:SENTENCES]:
                wanted |= {(entity, p): row["document"] for p in row["passages"][:READ]}
        spots = self._spots(wanted)
        chosen = [
            (entity, spot)
            for entity, found in spots.items()
            for spot in sorted(found.values(), key=lambda s: -s.worth)
        ]
        ids = identified(self.view, [spot for _, spot in chosen])
        made: dict[str, tuple[str, ...]] = {}
        for (entity, _), ident in zip(chosen, ids, strict=True):
            if ident:
                made[entity] = (*made.get(entity, ()), ident)
        readable = {entity for entity, own in spots.items() if max(s.worth for s in own.values()) >= QUOTABLE}
        return made, readable & made.keys()

    def _spots(self, wanted: Mapping[tuple[str, str], str]) -> dict[str, dict[str, Sentence]]:
        """Return for each institution and document the sentence that names it and reads best."""
        snapshot = self.view.snapshot
        passages = {passage for _, passage in wanted}
        mentions = snapshot.records("mentions", where=COUNTED, among=("passage", sorted(passages)))
        found: dict[str, dict[str, Sentence]] = {}
        for m in sorted(mentions, key=lambda m: (m.passage, m.start)):
            entity = self._called.get((m.document, m.entity), "")
            if (entity, m.passage) not in wanted or m.passage not in self.passages:
                continue
            spot = sentence_at(self.passages[m.passage], m.start)
            kept = found.setdefault(entity, {}).get(m.document)
            if kept is None or spot.worth > kept.worth:
                found[entity][m.document] = spot
        return found

    def _institutions_of(self, outcomes: Sequence[Outcome]) -> dict[tuple[str, str], str]:
        register = self.view.register
        names = register.names(among=("key", {o.institution for o in outcomes if o.institution}))
        return {(n.document, n.key): register.entities[n.entity].name for n in names}
