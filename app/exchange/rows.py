"""The rows of the exported tables, gathered from a snapshot, some documents at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from workingregions.app import ask
from workingregions.app.names import gazetteer
from workingregions.corpus.evidence import citation
from workingregions.corpus.map_filter import tie_kind
from workingregions.corpus.plain import plain
from workingregions.corpus.quotes import letters
from workingregions.corpus.records import Document, Mention, Passage, Reference, Source
from workingregions.corpus.store import without
from workingregions.nlp.text import sentences

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.view import View
    from workingregions.corpus.selection import Selection

Row = dict[str, Any]
AT_ONCE = 20
"""Documents whose rows are gathered at a time."""


class Links:
    """Addresses of the workbench, which begin with `base`."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")

    def evidence(self, ident: str, document: str = "", page: int | None = None) -> str:
        """Return the address of evidence or, where there is no id, of the page of its document."""
        return f"{self.base}/evidence/{ident}" if ident else self.document(document, page)

    def document(self, ident: str, page: int | None = None) -> str:
        """Return the address of a document, at a page; that of all documents without an id."""
        path = f"{self.base}/documents/{quote(ident, safe='')}" if ident else f"{self.base}/documents"
        return f"{path}?page={page}" if ident and page else path

    def to(self, place: str, ident: str) -> str:
        """Return the address of an institution or a theme."""
        return f"{self.base}/{place}/{quote(ident, safe='')}"


class Gathered:
    """The rows of a view, or of a selection of its passages, by table.

    A selection takes the documents with a selected passage, what was found in selected passages, the
    institutions that these name or tie, and the labels and corrections of these documents (corrections that
    name no document always).
    """

    def __init__(self, view: View, selection: Selection | None = None, link: str = "") -> None:
        self.view, self.selection, self.links = view, selection, Links(link)
        where = selection.where() if selection is not None else ""
        self._chosen: frozenset[str] | None = None
        self._read: ask.DocumentText | None = None
        documents: list[Document] = view.snapshot.records(
            "documents", columns=without("documents", "metadata")
        )
        if where:
            found = view.snapshot.arrow("passages", where=where, columns=["id", "document"])
            self._chosen = frozenset(found["id"].to_pylist())
            those = set(found["document"].to_pylist())
            documents = [document for document in documents if document.id in those]
        self.documents = {d.id: d for d in sorted(documents, key=lambda d: (d.path, d.id))}

    @property
    def tables(self) -> Mapping[str, Callable[[], Iterable[Row]]]:
        """What gives the rows of each table."""
        return {
            "documents": self._documents,
            "document_regions": self._document_regions,
            "passages": self._passages,
            "institutions": self.institutions,
            "mentions": self._mentions,
            "people": self._people,
            "ties": self.ties,
            "outcomes": self._outcomes,
            "datasets": self._datasets,
            "themes": self._themes,
            "scores": self._scores,
            "references": self._references,
            "labels": self._labels,
            "corrections": self._corrections,
            "unread": self._unread,
        }

    # --- what several tables need

    def _records(self, table: str) -> Iterator[list[Any]]:
        """Yield the rows of a table, some documents at a time, of selected passages."""
        if not self.view.snapshot.manifest.rows.get(table):
            return
        order = {ident: place for place, ident in enumerate(self.documents)}
        listed = list(self.documents)
        for ids in (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE)):
            found = self.view.snapshot.records(
                table, among=("document", ids), columns=without(table, "vector")
            )
            key = "id" if table == "passages" else "passage"
            if self._chosen is not None and found and hasattr(found[0], key):
                found = [row for row in found if getattr(row, key) in self._chosen]
            yield sorted(found, key=lambda row: order[row.document])

    def _told(self, table: str) -> Iterator[tuple[Any, str, str]]:
        """Yield each row of a table with its evidence id and the sentence in which it begins."""
        for found in self._records(table):
            texts = self._texts(found)
            for row, ident in zip(found, ask.evidence_ids(self.view.snapshot, found), strict=True):
                yield row, ident, texts.get(row.passage, "")

    def _texts(self, rows: Sequence[Any]) -> dict[str, str]:
        ids = {row.passage for row in rows}
        found = self.view.snapshot.arrow("passages", among=("id", ids), columns=["id", "text"])
        return dict(zip(found["id"].to_pylist(), found["text"].to_pylist(), strict=True))

    def _place(self, row: Any, evidence: str, *, span: bool = True) -> Row:
        """Return the columns that findings share."""
        made = {
            "document": row.document,
            "file": self.documents[row.document].path,
            "passage": row.passage,
            "page": row.page,
            "evidence": evidence,
            "link": self.links.evidence(evidence, row.document, row.page),
        }
        return {**made, "start": row.start, "end": row.end} if span else made

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], str]:
        """The institution that each name of each document is of."""
        rows = self.view.snapshot.arrow("names", columns=["document", "key", "entity"]).to_pydict()
        keys = zip(rows["document"], rows["key"], strict=True)
        return dict(zip(keys, rows["entity"], strict=True))

    # --- documents and passages

    def _documents(self) -> Iterator[Row]:
        view = self.view
        keys = view.citation_keys
        sources: dict[str, Source] = {}
        for source in view.snapshot.records("sources"):
            known = sources.setdefault(source.sha256, source)
            if source.drop < known.drop:
                sources[source.sha256] = source
        repeats = dict(
            zip(*(view.snapshot.arrow("duplicates")[c].to_pylist() for c in ("document", "of")), strict=True)
        )
        counted = {document.id for document in view.counted}
        passages, first = self._first_passages()
        for document in self.documents.values():
            source = sources.get(document.sha256)
            evidence = first.get(document.id, "")
            yield {
                "id": document.id,
                "key": keys[document.id],
                "file": document.path,
                "title": document.title,
                "authors": document.authors,
                "year": document.year,
                "date": document.date,
                "publisher": document.publisher,
                "type": document.type.value,
                "genre": document.genre,
                "language": document.language,
                "jurisdiction": document.jurisdiction,
                "identifiers": document.identifiers,
                "regions": [weight.region for weight in document.regions],
                "pages": sum(1 for page in document.pages if page.width),
                "passages": passages[document.id],
                "duplicate_of": repeats.get(document.id, ""),
                "counted": document.id in counted,
                "media_type": source.media_type if source else "",
                "bytes": source.bytes if source else None,
                "sha256": document.sha256,
                "drop": source.drop if source else "",
                "citation": citation(document),
                "evidence": evidence,
                "link": self.links.document(document.id),
            }

    def _first_passages(self) -> tuple[Counter[str], dict[str, str]]:
        """Return how many passages each document has, and the evidence id of the first with letters."""
        rows = self.view.snapshot.arrow("passages", columns=["id", "document", "ordinal"]).to_pylist()
        chosen = [row for row in rows if self._chosen is None or row["id"] in self._chosen]
        chosen.sort(key=lambda row: (row["document"], row["ordinal"]))
        first: dict[str, str] = {}
        for row in chosen:
            first.setdefault(row["document"], row["id"])
        owners = [ident for ident in first if ident in self.documents]
        evidence = ask.passage_evidence(self.view.snapshot, [first[ident] for ident in owners])
        return Counter(row["document"] for row in chosen), dict(zip(owners, evidence, strict=True))

    def _document_regions(self) -> Iterator[Row]:
        for document in self.documents.values():
            for weight in document.regions:
                yield {
                    "document": document.id,
                    "file": document.path,
                    "region": weight.region,
                    "name": weight.name,
                    "share": weight.weight,
                    "link": self.links.document(document.id),
                }

    def _passages(self) -> Iterator[Row]:
        for found in self._records("passages"):
            for passage, evidence in zip(found, ask.evidence_ids(self.view.snapshot, found), strict=True):
                page = min(passage.pages, default=1)
                yield {
                    **{name: plain(getattr(passage, name)) for name in _OF_PASSAGES},
                    "file": self.documents[passage.document].path,
                    "page": page,
                    "last_page": max(passage.pages, default=1),
                    "evidence": evidence,
                    "link": self.links.evidence(evidence, passage.document, page),
                }

    # --- findings

    def institutions(self) -> Iterator[Row]:
        """Yield the institutions that selected passages name, and the ends of the ties that they state."""
        register = self.view.register
        frame = self.view.institutions(self.selection).set_index("id")
        ties = chain.from_iterable(self._records("entity_ties"))
        ends = {end for tie in ties for end in (tie.source, tie.target)}
        first = self._first_mentions()
        ids = [*frame.index, *sorted((ends | first.keys()) - set(frame.index))]
        evidence = dict(zip(first, ask.evidence_ids(self.view.snapshot, list(first.values())), strict=True))
        for ident in ids:
            entity = register.entities.get(ident)
            if entity is None:
                continue
            known = plain(frame.loc[ident].to_dict()) if ident in frame.index else {}
            yield {
                **{name: plain(getattr(entity, name)) for name in _OF_INSTITUTIONS},
                "region_name": gazetteer().name(entity.region) if entity.region else "",
                **{name: known.get(name) for name in ("first", "last")},
                **{name: known.get(name, 0) for name in ("documents", "mentions", "ties")},
                "evidence": evidence.get(ident, ""),
                "link": self.links.to("institutions", ident),
            }

    def _first_mentions(self) -> dict[str, Mention]:
        """Return the first counted mention of each institution."""
        first: dict[str, Mention] = {}
        for mention in chain.from_iterable(self._records("mentions")):
            entity = self._named.get((mention.document, mention.entity), "")
            if entity and mention.counted:
                first.setdefault(entity, mention)
        return first

    def _mentions(self) -> Iterator[Row]:
        for found in self._records("mentions"):
            ids = ask.evidence_ids(self.view.snapshot, found)
            for mention, evidence in zip(found, ids, strict=True):
                counted = self._named.get((mention.document, mention.entity), "") if mention.counted else ""
                yield {
                    **{name: plain(getattr(mention, name)) for name in _OF_MENTIONS},
                    **self._place(mention, evidence),
                    "key": mention.entity,
                    "institution": counted,
                }

    def _people(self) -> Iterator[Row]:
        for person, evidence, _ in self._told("people"):
            told = {name: getattr(person, name) for name in ("name", "role", "institution", "confidence")}
            yield {**told, **self._place(person, evidence)}

    def ties(self) -> Iterator[Row]:
        """Yield the statements of ties, with the institutions as corrected."""
        types = {entity.id: entity.type for entity in self.view.register.entities.values()}
        for tie, evidence, text in self._told("entity_ties"):
            yield {
                **{name: plain(getattr(tie, name)) for name in _OF_TIES},
                **self._place(tie, evidence),
                "year": self.documents[tie.document].year,
                "kind": tie_kind(tie.relation, types.get(tie.source), types.get(tie.target)).value,
                "sentence": " ".join(text[tie.start : tie.end].split()),
            }

    def _outcomes(self) -> Iterator[Row]:
        entities = self.view.register.entities
        for outcome, evidence, text in self._told("outcomes"):
            entity = entities.get(self._named.get((outcome.document, outcome.institution), ""))
            yield {
                **{name: plain(getattr(outcome, name)) for name in _OF_OUTCOMES},
                **self._place(outcome, evidence),
                "text": " ".join(outcome.text.split()),
                "place": gazetteer().name(outcome.place) if outcome.place else "",
                "institution": entity.name if entity else "",
                "change": outcome.change.value if outcome.change else "",
                "sentence": _sentence(text, outcome.start),
            }

    def _datasets(self) -> Iterator[Row]:
        for found in self._records("datasets"):
            ids = ask.passage_evidence(self.view.snapshot, [dataset.passage for dataset in found])
            for dataset, evidence in zip(found, ids, strict=True):
                yield {
                    **{name: plain(getattr(dataset, name)) for name in _OF_DATASETS},
                    **self._place(dataset, evidence, span=False),
                }

    # --- themes

    def _themes(self) -> Iterator[Row]:
        version = self.view.codebook.version
        known = plain(self.view.themes()) if not self.view.empty else []
        for row in known:
            yield {**row, "codebook": version, "link": self.links.to("themes", row["id"])}
        # A theme that has left the codebook is still what passages were scored for.
        scored = self.view.snapshot.arrow("themes", columns=["theme"])["theme"].unique().to_pylist()
        for theme in sorted(set(scored) - {row["id"] for row in known}):
            yield {"id": theme, "label": theme, "link": f"{self.links.base}/themes"}

    def _scores(self) -> Iterator[Row]:
        about = self.view.config.count.about
        for found in self._records("themes"):
            passages = self._whole([row.passage for row in found])
            spans: list[Any] = [row if row.end else passages[row.passage] for row in found]
            for row, ident in zip(found, ask.evidence_ids(self.view.snapshot, spans), strict=True):
                passage = passages[row.passage]
                page = min(passage.pages, default=1)
                yield {
                    "document": row.document,
                    "file": self.documents[row.document].path,
                    "passage": row.passage,
                    "page": page,
                    "theme": row.theme,
                    "about": row.about,
                    "counted": row.about >= about,
                    "mention": row.mention,
                    "sentence": " ".join(passage.text[row.start : row.end].split()),
                    "evidence": ident,
                    "link": self.links.evidence(ident, row.document, page),
                }

    def _whole(self, ids: Sequence[str]) -> dict[str, Passage]:
        columns = without("passages", "vector")
        found: list[Passage] = self.view.snapshot.records("passages", among=("id", set(ids)), columns=columns)
        return {passage.id: passage for passage in found}

    # --- references, labels, corrections

    def _references(self) -> Iterator[Row]:
        for reference in chain.from_iterable(self._records("references")):
            evidence = self._reference_evidence(reference)
            yield {
                **{name: plain(getattr(reference, name)) for name in _OF_REFERENCES},
                "file": self.documents[reference.document].path,
                "cites": reference.target if reference.target in self.documents else "",
                "evidence": evidence,
                "link": self.links.evidence(evidence, reference.document, reference.page),
            }

    def _reference_evidence(self, reference: Reference) -> str:
        """Return the evidence id of a reference's words; "" where they are not in a passage as they are."""
        if self._read is None or self._read.document.id != reference.document:
            self._read = ask.DocumentText(self.view.snapshot, self.documents[reference.document])
        reading, wanted = self._read.reading, letters(reference.text)
        at = reading.letters.find(wanted) if wanted else -1
        return self._read.evidence_id(*reading.span(at, at + len(wanted))) if at >= 0 else ""

    def _labels(self) -> Iterator[Row]:
        for row in plain(self.view.labels()):
            if self._chosen is not None and row["passage"] not in self._chosen:
                continue
            yield {**row, "link": self.links.evidence(row["evidence"] or "")}

    def _corrections(self) -> Iterator[Row]:
        lines = {line.id: line for line in self.view.ledger.corrections}
        frame: pd.DataFrame = self.view.corrections()
        shas = {document.sha256 for document in self.documents.values()}
        for row in plain(frame):
            given = lines[row["id"]].evidence
            if self._chosen is not None and given.sha256 and given.sha256 not in shas:
                continue
            yield {
                **row,
                "quote": given.quote,
                "evidence": given.id,
                "link": f"{self.links.base}/corrections#{row['id']}",
            }

    def _unread(self) -> Iterator[Row]:
        for row in plain(self.view.unread_rows(self.selection)):
            pages = [str(page) for page in row["pages"]]
            yield {**row, "pages": pages, "link": self.links.document(row["document"])}


_OF_PASSAGES = (
    "id", "document", "ordinal", "section", "voice", "year", "genre", "type", "regions", "themes",
    "institutions", "text",
)  # fmt: skip
_OF_INSTITUTIONS = (
    "id", "name", "type", "scale", "region", "remit", "start", "end", "before", "after", "aliases",
    "external_ids", "confidence",
)  # fmt: skip
_OF_MENTIONS = ("id", "kind", "text", "type", "scale", "place", "counted", "voice", "confidence")
_OF_TIES = ("source", "source_name", "relation", "target", "target_name", "modality", "confidence")
_OF_OUTCOMES = ("kind", "value", "value_high", "unit", "year", "period", "promised", "confidence")
_OF_DATASETS = ("caption", "kinds", "rows", "columns", "figures", "first", "last")
_OF_REFERENCES = (
    "document", "ordinal", "page", "authors", "year", "title", "source", "doi", "text", "score",
)  # fmt: skip


def _sentence(text: str, at: int) -> str:
    """Return the sentence of a text at an offset."""
    found = next((text[start:end] for start, end in sentences(text) if start <= at < end), text)
    return " ".join(found.split())
